"""The two engines that can train: WebAssembly, bit for bit as in the page, and plain NumPy."""

from importlib.util import find_spec

from trainer.checkpoints.card import EngineName
from trainer.datasets.dataset import Dataset
from trainer.errors import UserError
from trainer.training.recipes import Recipe
from trainer.training.loop import Training


def start_training(recipe: Recipe, data: Dataset, engine: EngineName | None = None) -> Training:
    """A training run at its start; by default in WebAssembly wherever that can run the recipe."""
    if engine == "numpy" or (engine is None and find_spec("wasmtime") is None):
        return Training(recipe, data)
    if find_spec("wasmtime") is None:
        raise UserError(
            "the package wasmtime, which runs the WebAssembly engine, is not installed; "
            "`pip install wasmtime`, or train with --engine numpy"
        )
    from trainer.wasm.backend import EngineTraining, why_not

    if reason := why_not(recipe):
        if engine is None:
            return Training(recipe, data)
        raise UserError(f"the WebAssembly engine does not know {reason}; use --engine numpy")
    return EngineTraining(recipe, data)
