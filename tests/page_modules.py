"""The page's maths modules as one script, so that a test can call them in a blank page."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

JS = Path(__file__).parents[1] / "site_template" / "js"


def module_script(modules: list[str], names: list[str]) -> str:
    """The modules' text in the order given, with ``names`` made global.

    The modules must not use one private name twice; a SyntaxError in the page says so.
    """
    texts = []
    for module in modules:
        text = (JS / f"{module}.js").read_text(encoding="utf-8")
        text = re.sub(r"^import [^;]*;$", "", text, flags=re.MULTILINE)
        texts.append(re.sub(r"^export ", "", text, flags=re.MULTILINE))
    return "\n".join([*texts, f"void Object.assign(globalThis, {{{', '.join(names)}}});"])


def call(page: Page, function: str, argument: Any) -> Any:
    """A JavaScript function's result; as JSON text both ways, many times quicker than as objects.

    JSON keeps every finite double.
    """
    text = page.evaluate(
        f"(text) => JSON.stringify(({function})(JSON.parse(text)))", json.dumps(argument)
    )
    return json.loads(text)
