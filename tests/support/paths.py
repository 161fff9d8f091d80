"""The paths of the project's folders."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "trainer" / "weights"
FIXTURES = ROOT / "tests" / "fixtures"
