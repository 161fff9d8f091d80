"""Where the project's folders are."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "trainer" / "weights"
FIXTURES = ROOT / "tests" / "fixtures"
