"""Shared by all tests: how the browser is started."""

import os
import shutil
from typing import Any

import pytest


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the Chromium of the system where there is one; containers need --no-sandbox."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    extra = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **extra, "args": ["--no-sandbox"]}
