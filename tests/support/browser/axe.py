"""What axe-core, a checker of accessibility, finds in the page."""

import importlib.resources
from typing import Any

from playwright.sync_api import Page

AXE = importlib.resources.files("axe_playwright_python") / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_violations(page: Page, within: str = "html") -> list[str]:
    """What axe-core finds in the elements of a selector, one line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"() => {{ {AXE.read_text('utf-8')} }}")
    found: dict[str, Any] = page.evaluate(
        """([within, rules]) =>
          axe.run(within, {runOnly: rules, resultTypes: ['violations']})""",
        [within, RULES],
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
