"""A training run on disk: weights that are good after every pass, and the state to go on from.

A run is the weights file ``NAME.safetensors`` and, beside it, ``NAME.state``: the same
parameters with what the optimizer remembers. Going on from it gives the bits that an
uninterrupted run gives.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from trainer.checkpoints import checkpoint
from trainer.arrays import Array
from trainer.checkpoints.card import make_card, passes_of
from trainer.datasets.dataset import Dataset
from trainer.runs.backends import EngineName, start_training
from trainer.errors import UserError
from trainer.training.recipes import Recipe
from trainer.training.records import PassRecord


class Run:
    """A :class:`trainer.training.loop.Training` that is saved after every pass."""

    def __init__(
        self,
        recipe: Recipe,
        data: Dataset,
        output: Path,
        resume: bool,
        engine: EngineName | None = None,
    ) -> None:
        self.output = output
        self.state_file = output.with_suffix(".state")
        self._data = data
        self.training = start_training(recipe, data, engine)
        self.records: list[PassRecord] = []
        if resume:
            self._restore()

    def go(self, on_step: Callable[[int], None] = lambda images: None) -> Iterator[PassRecord]:
        """Train on, saving after each pass before its record is yielded."""
        for record in self.training.run(on_step):
            self.records.append(record)
            self._save()
            yield record

    def _save(self) -> None:
        training = self.training
        card = make_card(training.recipe, self._data, self.records, training.engine)
        checkpoint.save(self.state_file, self._state(), card)
        kept = checkpoint.rounded(training.result.tensors, training.recipe.significant_bits)
        checkpoint.save(self.output, kept, card)

    def _state(self) -> dict[str, Array]:
        """All that the next pass depends on, by name."""
        training = self.training
        state = {"parameters": training.network.vector}
        if training.result is not training.network:
            state["average"] = training.result.vector
        for layer in training.network.layers:
            for name, value in layer.statistics.items():
                state[f"statistics.{layer.name}.{name}"] = value
        for name, value in training.optimizer.state.items():
            state[f"optimizer.{name}"] = value
        return state

    def _restore(self) -> None:
        tensors, card = checkpoint.load(self.state_file)
        own = {**self.training.recipe.to_json(), "engine": self.training.engine}
        for field, value in {**card["recipe"], "engine": card["engine"]}.items():
            # More passes may follow, unless the schedule was laid out for so many.
            free = field == "passes" and self.training.recipe.schedule == "constant"
            if not free and value != own.get(field):
                raise UserError(
                    f"{self.state_file} was trained with {field} {value}, not {own.get(field)}; "
                    f"resume with the same settings or choose another --output"
                )
        self.records = passes_of(card)
        self.training.passes_done = len(self.records)
        remembered = {
            name: np.array(value)
            for name, value in tensors.items()
            if name.startswith("optimizer.")
        }
        for name, value in remembered.items():
            self.training.optimizer.state[name.removeprefix("optimizer.")] = value
        for name, own_value in self._state().items():
            if name not in remembered:
                own_value[...] = tensors[name]
