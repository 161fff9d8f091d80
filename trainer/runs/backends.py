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

    Single images a step have an engine of their own, mini-batches another, which must be asked for
    and runs on up to two ``threads``.
    Raise UserError where the backend asked for does not know the recipe, or is not installed.
    """
    if engine == "numpy" or (engine is None and find_spec("wasmtime") is None):
        return Training(recipe, data)
    if find_spec("wasmtime") is None:
        raise UserError(
            "the package wasmtime, which runs the WebAssembly engine, is not installed; "
            "`pip install wasmtime`, or train with --engine numpy"
        )
    from trainer.wasm import backend
    from trainer.wasm.minibatch import training as minibatch

    if backend.unsupported(recipe) is None:
        return backend.EngineTraining(recipe, data)
    if engine is None:
        return Training(recipe, data)
    if reason := minibatch.unsupported(recipe):
        raise UserError(f"the WebAssembly engine does not know {reason}; use --engine numpy")
    return minibatch.BatchTraining(recipe, data, threads)
