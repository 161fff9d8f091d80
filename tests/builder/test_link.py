"""The linker: the order of the modules, and the syntax that it refuses."""

import shutil
import subprocess
from collections.abc import Mapping

import pytest

from builder.link import link, mask, without_types
from trainer.errors import UserError

MODULES = {
    "main.js": (
        'import { double, TWO as two } from "./maths/index.js";\n'
        'import * as words from "./words.js";\n'
        "result(double(two), words.greet(`<${words.NAME}>`));\n"
    ),
    "maths/index.js": (
        'import { NAME } from "../words.js";\n'
        "export const TWO = 2;\n"
        "/** @param {number} x */\n"
        "export function double(x) { return NAME ? 2 * x : 0; }\n"
    ),
    "words.js": (
        "const hidden = 'export const no = 1;';\n"
        "export class Unused {}\n"
        "function hello(name) { return `${{ a: `hello ${name}` }.a}`; }\n"
        'const NAME = "import(x)"; // import("./never.js")\n'
        "export { hello as greet, NAME };\n"
    ),
    "unreached.js": "export const nothing = 0;\n",
}


def run(script: str) -> str:
    """Run a linked script in Node, where there is one, and return what it reports."""
    node = shutil.which("node")
    if not node:
        pytest.skip("needs node")
    wrapped = f"const result = (...v) => console.log(JSON.stringify(v));\n{script}"
    return subprocess.run(
        [node, "-e", wrapped], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_modules_come_in_the_order_of_dependence() -> None:
    script = link(MODULES, "main.js")
    assert [line for line in script.splitlines() if line.startswith("// ")] == [
        "// words.js",
        "// maths/index.js",
        "// main.js",
    ]


def test_the_linked_script_computes_what_the_modules_do() -> None:
    assert run(link(MODULES, "main.js")) == '[4,"hello <import(x)>"]'


def test_the_same_modules_give_the_same_script() -> None:
    assert link(MODULES, "main.js") == link(dict(reversed(MODULES.items())), "main.js")


@pytest.mark.parametrize(
    ("modules", "sentence"),
    [
        ({"main.js": 'import { a } from "./a.js";\n'}, "main.js imports a.js, but there is no"),
        ({"main.js": 'import { a } from "lodash";\n'}, "imports 'lodash'"),
        (
            {"main.js": 'import { a } from "./a.js";\n', "a.js": "export const b = 1;\n"},
            "imports a from a.js, which exports b",
        ),
        (
            {
                "main.js": 'import { a } from "./a.js";\n',
                "a.js": 'import { b } from "./main.js";\nexport const a = b;\n',
            },
            "in a circle: main.js → a.js → main.js",
        ),
        ({"main.js": "export default 1;\n"}, "export default 1"),
        ({"main.js": "export let a = 1;\n"}, "export let a"),
        ({"main.js": "export * from './a.js';\n"}, "export \\* from"),
        ({"main.js": 'const a = await import("./a.js");\n'}, "import"),
        ({"main.js": "const a = `${1 + `${import('./a.js')}`}`;\n"}, "import"),
        ({"main.js": "const u = import.meta.url;\n"}, "import.meta"),
        ({"main.js": 'import "./a.js";\n'}, "import "),
        ({"main.js": "const a = 'open;\n"}, "line 1 opens"),
        (
            {
                "a-b.js": "export const a = 1;\n",
                "a_b.js": "export const b = 1;\n",
                "main.js": 'import { a } from "./a-b.js";\nimport { b } from "./a_b.js";\n',
            },
            "the same identifier",
        ),
    ],
)
def test_unsupported_module_syntax_is_refused(modules: Mapping[str, str], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        link(modules, "main.js")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("a / b / c", "a / b / c"),
        ("x = /['\"]/g.test(y) // it's", "x = /    /g.test(y)        "),
        ("`a ${b + `c ${{}} d`} e` + f", "`   {b + `   {{}}  `}  ` + f"),
        ("/* it's\n */ 'a\\'b'", "       \n    '    '"),
    ],
)
def test_the_mask_blanks_everything_but_code(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_comments_lose_their_types() -> None:
    text = (
        "/** @type {X} */\nconst a = /** @type {Y} */ (b);\n"
        "/**\n * Says what it does.\n *\n * And why.\n * @param {X} a\n *   at length\n */\n"
        "function f() {}\n\n\n\n/** Whether so. @param {X} b */\nfunction g() {}\n"
        '/** @typedef {{a: string}} C */\n/** Kept, with an @ sign. */\nlet x = "/* @type */";\n'
    )
    assert without_types(text) == (
        "const a = (b);\n/**\n * Says what it does.\n *\n * And why.\n */\n"
        "function f() {}\n\n/** Whether so. */\nfunction g() {}\n"
        '/** Kept, with an @ sign. */\nlet x = "/* @type */";\n'
    )
