"""Join the page's ES modules into one classic script.

On ``file://`` a browser refuses to import modules, so the built page may hold only one classic
script. Each module becomes a function that is called once, in the order of dependence, and returns
what the module exports:

    const module_state = (() => { …; return { createStore }; })();

The page's modules keep to a small part of the language (named imports and exports at the start of
a line); everything else is refused here rather than guessed at.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from trainer.errors import UserError

IMPORT = re.compile(
    r"^import\s*(?:\{(?P<names>[^{}]*)\}|\*\s*as\s+(?P<whole>[\w$]+))\s*from\s*"
    r"(?P<quote>[\"'])(?P<path> *)(?P=quote);?",
    re.M,
)
DECLARATION = re.compile(
    r"^export\s+(?=(?:async\s+function|function\*?|class|const)\s*\*?\s*(?P<name>[\w$]+))", re.M
)
EXPORT_LIST = re.compile(r"^export\s*\{(?P<names>[^{}]*)\}(?!\s*from\b);?", re.M)
JSDOC = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n|/\*\*(?:(?!\*/).)*\*/ ?", re.M | re.S)
TYPES = re.compile(
    r"\s*(?:\*\s)?@(?:param|returns?|type|typedef|property|template|callback)\b.*?(?=\*/)", re.S
)
LEFT_OVER = re.compile(r"^\s*(?:import|export)\b.*|\bimport\s*[(.].*", re.M)
BEFORE_REGEX = re.compile(r"(?:^|[(,=:\[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of))\s*$")


@dataclass(frozen=True)
class Module:
    """One module, taken apart: ``imports`` holds (path, names or whole), both as written."""

    body: str
    imports: tuple[tuple[str, str], ...]
    exports: Mapping[str, str]


def link(modules: Mapping[str, str], entry: str) -> str:
    """Return one classic script that runs ``entry`` after everything it imports.

    ``modules`` maps paths (``state.js``, ``networks/index.js``) to their text. Modules that
    ``entry`` does not reach are left out.
    """
    parsed: dict[str, Module] = {}
    order: list[str] = []

    def visit(path: str, chain: tuple[str, ...]) -> None:
        if path in chain:
            raise UserError(f"modules import each other in a circle: {' → '.join((*chain, path))}")
        if path in parsed:
            return
        if path not in modules:
            found = f"{chain[-1]} imports {path}" if chain else f"the entry is {path}"
            raise UserError(f"{found}, but there is no such module among the page's modules")
        module = parse(path, modules[path])
        for target, _ in module.imports:
            visit(target, (*chain, path))
        parsed[path] = module
        order.append(path)

    visit(entry, ())
    names = {path: identifier(path) for path in order}
    if len(set(names.values())) != len(names):
        raise UserError(f"two module paths give the same identifier among: {', '.join(order)}")
    parts = [write(path, parsed, names) for path in order]
    return '"use strict";\n\n' + "\n".join(parts)


def write(path: str, parsed: Mapping[str, Module], names: Mapping[str, str]) -> str:
    """Return one module as an immediately called function."""
    module = parsed[path]
    lines = [f"// {path}", f"const {names[path]} = (() => {{"]
    for target, wanted in module.imports:
        if wanted.startswith("*"):
            lines.append(f"const {wanted.removeprefix('*')} = {names[target]};")
            continue
        pairs = parse_names(wanted)
        for name in pairs:
            if name not in parsed[target].exports:
                known = ", ".join(parsed[target].exports) or "nothing"
                raise UserError(f"{path} imports {name} from {target}, which exports {known}")
        lines.append(f"const {{ {object_pattern(pairs)} }} = {names[target]};")
    exports = object_pattern(module.exports)
    body = without_types(module.body).strip("\n")
    lines += [body, f"return {{ {exports} }};" if exports else "return {};"]
    return "\n".join([*lines, "})();", ""])


def without_types(text: str) -> str:
    """Remove the comments' types, which are for the type checker alone; keep their text."""

    def prose(found: re.Match[str]) -> str:
        said = TYPES.sub(" ", found[0])
        if not re.search(r"\w", said):
            return ""
        return re.sub(r"\s+\*/", "\n */" if said.count("\n") > 1 else " */", said)

    return re.sub(r"\n{3,}", "\n\n", JSDOC.sub(prose, text))


@cache
def parse(path: str, text: str) -> Module:
    """Take the import and export statements out of one module; the page's scripts share many."""
    masked = mask(text)
    imports: list[tuple[str, str]] = []
    exports: dict[str, str] = {}
    cuts: list[tuple[int, int]] = []
    for found in IMPORT.finditer(masked):
        target = text[found.start("path") : found.end("path")]
        if not target.startswith("."):
            raise UserError(f"{path} imports {target!r}; only the page's own modules can be linked")
        resolved = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        whole = found["whole"]
        imports.append((resolved, f"*{whole}" if whole else found["names"]))
        cuts.append(found.span())
    for found in DECLARATION.finditer(masked):
        exports[found["name"]] = found["name"]
        cuts.append(found.span())
    for found in EXPORT_LIST.finditer(masked):
        for local, exported in parse_names(found["names"]).items():
            exports[exported] = local
        cuts.append(found.span())
    body, rest = remove(text, cuts), remove(masked, cuts)
    if left := LEFT_OVER.search(rest):
        raise UserError(
            f"{path} has {left[0].strip()!r}; the linker takes only import {{ a }} from './x.js', "
            "import * as x, export function/class/const and export {{ a }}"
        )
    return Module(body, tuple(imports), exports)


def parse_names(text: str) -> dict[str, str]:
    """Read ``a, b as c`` as ``{"a": "a", "b": "c"}``."""
    names = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, _, alias = (word.strip() for word in item.partition(" as "))
        names[name] = alias or name
    return names


def object_pattern(pairs: Mapping[str, str]) -> str:
    """Write ``{"a": "a", "b": "c"}`` as ``a, b: c``, which serves to build and to take apart."""
    return ", ".join(key if key == name else f"{key}: {name}" for key, name in pairs.items())


def identifier(path: str) -> str:
    """Return the name of a module's variable: ``networks/index.js`` → ``module_networks_index``."""
    return "module_" + re.sub(r"\W", "_", path.removesuffix(".js"))


def remove(text: str, cuts: list[tuple[int, int]]) -> str:
    """Return ``text`` without the given spans."""
    for start, stop in sorted(cuts, reverse=True):
        text = text[:start] + text[stop:]
    return text


def mask(text: str) -> str:
    """Blank comments and the insides of strings, templates and regular expressions.

    The result has the same length and the same line ends, so that positions carry over.
    """
    out = list(text)
    braces: list[int] = []  # one count of open braces for each template we are inside of
    position = 0
    while position < len(text):
        two, one = text[position : position + 2], text[position]
        keep = 1  # how much of the two ends stays: the quotes, but nothing of a comment
        if two == "//":
            end, keep = end_of(text, position, r"//[^\n]*"), 0
        elif two == "/*":
            end, keep = end_of(text, position, r"/\*.*?\*/"), 0
        elif one in "\"'":
            end = end_of(text, position, rf"{one}(?:[^{one}\\\n]|\\.)*{one}")
        elif one == "/" and BEFORE_REGEX.search("".join(out[max(0, position - 40) : position])):
            end = end_of(text, position, r"/(?:[^\\/\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/")
        elif one == "`" or (one == "}" and braces and braces[-1] == 0):
            if one == "}":
                braces.pop()
            end = end_of(text, position, r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)")
            if text[end - 1] == "{":
                braces.append(0)
        else:
            if braces:
                braces[-1] += {"{": 1, "}": -1}.get(one, 0)
            end = position + 1
        for index in range(position + keep, end - keep):
            if out[index] != "\n":
                out[index] = " "
        position = end
    return "".join(out)


def end_of(text: str, start: int, pattern: str) -> int:
    """Return where the comment, string, template or regular expression at ``start`` ends."""
    found = re.compile(pattern, re.S).match(text, start)
    if not found:
        line = text.count("\n", 0, start) + 1
        raise UserError(f"line {line} opens a comment, string or template that never closes")
    return found.end()
