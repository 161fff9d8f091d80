"""The one page: gather → check → render → write. The only writer of ``dist/``.

Same input, same bytes: no date, no random id, every set sorted. Deflated blocks have other bytes
with another zlib (zlib-ng), and the same content.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from builder import constants, embed, study_results
from builder.blocks import BLOCKS, passes, training
from builder.emit import emit_network, is_stage
from builder.link import link
from builder.weights import Choice, gather
from trainer.files import write_atomically
from trainer.networks.registry import NETWORKS, create
from trainer.resources import folder

TEMPLATE = folder("builder", "site_template")
OUTPUT = Path("dist", "index.html")
PAGE_START = re.compile(
    rb"<!doctype html>\s.*Content-Security-Policy.*script-src &#39;sha256-", re.DOTALL
)
REQUIREMENTS = TEMPLATE / "requirements.js"
"""The script that runs first, by itself: in old browsers, too."""
BROWSERS = "Chrome and Edge 103, Firefox 113, Safari 16.4"
"""The oldest that have all of ``REQUIREMENTS``."""
WORDS = ("no", "one", "two", "three", "four", "five", "six",
         "seven", "eight", "nine", "ten", "eleven", "twelve")  # fmt: skip


def build(
    weights: Sequence[str] = (),
    output: Path = OUTPUT,
    *,
    with_training: bool = True,
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Build the page from the shipped weights, or from those given, and write it.

    ``on_step`` is called with the number of steps done, and of all.
    """
    page = render(gather(weights), with_training=with_training, on_step=on_step)
    write_atomically(output, page.encode())


def is_page(path: Path) -> bool:
    """Say whether a file is a page that was built, which a new one may replace."""
    with path.open("rb") as file:
        return PAGE_START.match(file.read(1_000)) is not None


def render(
    choices: Sequence[Choice],
    *,
    with_training: bool = True,
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> str:
    """Return the page's HTML for the chosen weights, with or without training in the page."""
    linked = modules([choice.name for choice in choices])
    script = link(linked, "main.js")
    requirements = REQUIREMENTS.read_text("utf-8")
    style = "".join(path.read_text("utf-8") for path in style_sheets()) + colours(choices)
    trained = training.trainable(choices) if with_training else None
    policy = embed.content_security_policy(
        {
            "script-src": [
                embed.content_hash(requirements),
                embed.content_hash(script),
                "'wasm-unsafe-eval'",
            ],
            "style-src": [embed.content_hash(style)],
            "img-src": ["data:"],
            **({"worker-src": ["blob:"]} if trained else {}),
        }
    )
    blocks: list[Markup] = []
    for done, of_kind in enumerate(BLOCKS, start=1):
        blocks += of_kind(choices)
        on_step(done, len(BLOCKS) + 1)
    if trained:
        blocks += training.blocks(trained)
        blocks.append(
            embed.text_block(
                "training/worker", link(linked, "sections/training/training-worker.js")
            )
        )
    return (
        templates()
        .get_template("index.html.jinja")
        .render(
            networks=choices,
            names=[choice.name for choice in choices],
            ink=constants.values("ink"),
            truth=study_results.gather(),
            policy=policy,
            style=embed.style(style),
            requirements=embed.script(requirements),
            script=embed.script(script),
            browsers=BROWSERS,
            blocks=Markup("\n").join(blocks),
            replayed=passes.replayable(choices),
            trained=trained,
            with_training=with_training,
        )
    )


@cache
def templates() -> jinja2.Environment:
    """Return the page's templates; each is compiled once in a process."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"in_words": in_words, "number": number}
    environment.tests["stage"] = is_stage
    return environment


def modules(networks: Sequence[str] = tuple(NETWORKS)) -> dict[str, str]:
    """Return the page's modules by path: the template's, and those emitted from Python.

    Emitted are the shared constants, a module a room, and the networks, a module each.
    """
    own = {
        path.relative_to(TEMPLATE).as_posix(): path.read_text("utf-8")
        for path in sorted(TEMPLATE.rglob("*.js"))
        if path != REQUIREMENTS
    }
    emitted = {f"networks/{name}.js": emit_network(create(name)) for name in networks}
    return {**own, **constants.modules(), **emitted, "networks/index.js": _index(networks)}


def style_sheets() -> list[Path]:
    """Return the style sheets in their order: the page's, the parts', the sections' by name."""
    rooms = ("page.css", "ui/*.css", "sections/*/*.css")
    return [path for room in rooms for path in sorted(TEMPLATE.glob(room))]


def in_words(number: int) -> str:
    """Return a number as running text has it: up to twelve in letters."""
    return WORDS[number] if number < len(WORDS) else f"{number:,}"


def number(value: float, plus: bool = False) -> str:
    """Return a number with a true minus sign, and with a plus sign if asked for one."""
    return f"{value:+g}".replace("-", "−") if plus or value < 0 else f"{value:g}"


def colours(choices: Sequence[Choice]) -> str:
    """Return the style of each network's own colour, wherever it speaks."""
    rule = '\n[data-network="{}"] {{\n  --own: var(--{});\n}}\n'
    return "".join(rule.format(choice.name, choice.colour) for choice in choices)


def _index(networks: Sequence[str]) -> str:
    """Return the module that lists the emitted networks by name."""
    imports = "".join(
        f"import {{ createNetwork as create{number}, description as description{number} }} "
        f'from "./{name}.js";\n'
        for number, name in enumerate(networks)
    )
    entries = "".join(
        f'  "{name}": {{ ...description{number}, createNetwork: create{number} }},\n'
        for number, name in enumerate(networks)
    )
    return f"{imports}\nexport const NETWORKS = {{\n{entries}}};\n"
