"""The one page: gather → check → render → write. The only writer of ``dist/``.

Same input, same bytes: no date, no random id, every set sorted.
"""

from collections.abc import Sequence
from pathlib import Path

import jinja2
from markupsafe import Markup

from builder import constants, embed, study_results
from builder.blocks import BLOCKS, training
from builder.emit import emit_network
from builder.link import link
from builder.weights import Choice, gather
from trainer.files import check_writable, write_atomically
from trainer.networks.registry import NETWORKS, create

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "site_template"
OUTPUT = ROOT / "dist" / "index.html"


def build(
    weights: Sequence[str] = (), output: Path = OUTPUT, *, with_training: bool = True
) -> None:
    """Build the page from the shipped weights, or from those given, and write it."""
    check_writable(output)
    write_atomically(output, render(gather(weights), with_training=with_training).encode())


def render(choices: Sequence[Choice], *, with_training: bool = True) -> str:
    """Return the page's HTML for the chosen weights, with or without training in the page."""
    linked = modules([choice.network for choice in choices])
    script = link(linked, "main.js")
    style = "".join(path.read_text("utf-8") for path in style_sheets())
    trains = with_training and training.can_train(choices)
    policy = embed.content_security_policy(
        {
            "script-src": [embed.content_hash(script), "'wasm-unsafe-eval'"],
            "style-src": [embed.content_hash(style)],
            "img-src": ["data:"],
            **({"worker-src": ["blob:"]} if trains else {}),
        }
    )
    blocks = [block for blocks in BLOCKS for block in blocks(choices)]
    if trains:
        blocks += training.blocks(choices)
        blocks.append(
            embed.text_block(
                "training/worker", link(linked, "sections/training/training-worker.js")
            )
        )
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("index.html.jinja").render(
        networks=choices,
        ink=constants.values("ink"),
        truth=study_results.gather(),
        policy=policy,
        style=embed.style(style),
        script=embed.script(script),
        blocks=Markup("\n").join(blocks),
        trains=trains,
    )


def modules(networks: Sequence[str] = tuple(NETWORKS)) -> dict[str, str]:
    """Return the page's modules by path: the template's, and those emitted from Python.

    Emitted are the shared constants, a module a room, and the networks, a module each.
    """
    own = {
        path.relative_to(TEMPLATE).as_posix(): path.read_text("utf-8")
        for path in sorted(TEMPLATE.rglob("*.js"))
    }
    emitted = {f"networks/{name}.js": emit_network(create(name)) for name in networks}
    return {**own, **constants.modules(), **emitted, "networks/index.js": _index(networks)}


def write_modules(output: Path) -> None:
    """Write all modules as files, for linters and type checkers."""
    for path, text in modules().items():
        write_atomically(output / path, text.encode())


def style_sheets() -> list[Path]:
    """Return the style sheets in their order: the page's, the parts', the sections' by name."""
    rooms = ("page.css", "ui/*.css", "sections/*/*.css")
    return [path for room in rooms for path in sorted(TEMPLATE.glob(room))]


def _index(networks: Sequence[str]) -> str:
    """Return the module that lists the emitted networks by name."""
    imports = "".join(
        f"import {{ createNetwork as network{number}, layers as layers{number} }} "
        f'from "./{name}.js";\n'
        for number, name in enumerate(networks)
    )
    entries = "".join(
        f'  "{name}": {{ createNetwork: network{number}, layers: layers{number} }},\n'
        for number, name in enumerate(networks)
    )
    return f"{imports}\nexport const NETWORKS = {{\n{entries}}};\n"
