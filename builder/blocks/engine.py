"""The WebAssembly engine of each network that it can train: the very bytes that Python runs."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from builder.embed import deflated_block
from builder.weights import Choice
from trainer.training.recipes import RECIPES, Recipe
from trainer.wasm.backend import unsupported
from trainer.wasm.method import method_of
from trainer.wasm.runner import assemble


def runs_in_the_page(recipe: Recipe) -> bool:
    """Return whether the page's worker can train it: a step on each image, at one rate."""
    method = None if unsupported(recipe) else method_of(recipe)
    return method is not None and not method.batches and not method.own_rates


def blocks(choices: Sequence[Choice]) -> Iterator[Markup]:
    """Yield a block for each network that one of its recipes trains in the engine."""
    for choice in choices:
        recipe = next(
            (r for r in RECIPES.values() if r.network == choice.name and runs_in_the_page(r)), None
        )
        if recipe is not None:
            wasm = assemble(choice.weights[0].network, method_of(recipe))
            yield deflated_block(f"engine/{choice.name}", wasm)
