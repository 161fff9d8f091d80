"""The page's modules as one script, so that a test can call them in a blank page."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from playwright.sync_api import Page

from builder import site
from builder.link import link


@cache
def _modules() -> dict[str, str]:
    return site.modules()


def module_script(wanted: Mapping[str, Sequence[str]]) -> str:
    """Link the page's modules as the builder does, with the exports named in ``wanted`` global.

    ``wanted`` maps a module's path in ``site_template/``, without ``.js``, to the names.
    """
    imports = [
        f'import {{ {", ".join(names)} }} from "./{path}.js";\n' for path, names in wanted.items()
    ]
    names = ", ".join(name for names in wanted.values() for name in names)
    entry = f"{''.join(imports)}Object.assign(globalThis, {{ {names} }});\n"
    return link({**_modules(), "entry.js": entry}, "entry.js")


def call(page: Page, function: str, argument: Any) -> Any:
    """A JavaScript function's result, awaited; as JSON text both ways, far quicker than as objects.

    JSON keeps every finite double.
    """
    text = page.evaluate(
        f"async (text) => JSON.stringify(await ({function})(JSON.parse(text)))",
        json.dumps(argument),
    )
    return json.loads(text)
