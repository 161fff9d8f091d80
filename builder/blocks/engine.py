"""The WebAssembly engine of each network that it can train: the very bytes that Python runs."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from builder.embed import deflated_block
from builder.weights import Choice
from trainer.training.recipes import RECIPES
from trainer.wasm.backend import unsupported
from trainer.wasm.runner import assemble


def blocks(choices: Sequence[Choice]) -> Iterator[Markup]:
    """Yield a block for each network that one of its recipes trains in the engine."""
    for choice in choices:
        recipe = next(
            (r for r in RECIPES.values() if r.network == choice.name and not unsupported(r)), None
        )
        if recipe is not None:
            wasm = assemble(choice.weights[0].network, recipe.initializer)
            yield deflated_block(f"engine/{choice.name}", wasm)
