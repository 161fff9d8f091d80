"""`python -m tests.support.browser`: make sure that there is a Chromium that starts."""

import sys

from tests.support.browser.chromium import main

sys.exit(main())
