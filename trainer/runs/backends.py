"""The choice of the training backend: WebAssembly, bit for bit as in the page, or NumPy."""

from importlib.util import find_spec

from trainer.checkpoints.card import EngineName
from trainer.datasets.dataset import Dataset
from trainer.errors import UserError
from trainer.training.loop import Training
from trainer.training.recipes import Recipe


def start_training(
    recipe: Recipe, data: Dataset, engine: EngineName | None = None, threads: int = 1
) -> Training:
    """Start training a recipe, by default in WebAssembly where that supports the recipe.

    For mini-batches it must be asked for, until the weights that we ship come from it, and runs on
    up to two ``threads``.
    Raise UserError where the backend asked for does not know the recipe, or is not installed.
    """
    if engine == "numpy" or (engine is None and find_spec("wasmtime") is None):
        return Training(recipe, data)
    if find_spec("wasmtime") is None:
        raise UserError(
            "the package wasmtime, which runs the WebAssembly engine, is not installed; "
            "`pip install wasmtime`, or train with --engine numpy"
        )
    from trainer.wasm.backend import EngineTraining, unsupported
    from trainer.wasm.batches import BatchTraining
    from trainer.wasm.method import method_of

    if reason := unsupported(recipe):
        if engine is None:
            return Training(recipe, data)
        raise UserError(f"the WebAssembly engine does not know {reason}; use --engine numpy")
    if not method_of(recipe).batches:
        return EngineTraining(recipe, data)
    return Training(recipe, data) if engine is None else BatchTraining(recipe, data, threads)
