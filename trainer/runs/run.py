"""A training run on disk: usable weights after every pass, and the state to resume from.

A run is the weights file ``NAME.safetensors`` and, beside it, ``NAME.state``: the same
parameters with the optimizer's state, written first. A resumed run is bitwise equal to an
uninterrupted one: weights that are a pass behind are written anew from the state.
"""

import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from trainer.arrays import Array
from trainer.checkpoints import checkpoint
from trainer.checkpoints.card import Card, EngineName
from trainer.datasets.dataset import Dataset
from trainer.errors import UserError, printable
from trainer.runs.backends import start_training
from trainer.training import optimizers
from trainer.training.recipes import Recipe
from trainer.training.records import PassRecord


class Run:
    """A :class:`trainer.training.loop.Training` that is saved after every pass."""

    def __init__(
        self,
        recipe: Recipe,
        data: Dataset,
        output: Path,
        *,
        resume: bool = False,
        overwrite: bool = False,
        engine: EngineName | None = None,
        threads: int = 1,
    ) -> None:
        self.output = output
        self.state_file = output.with_suffix(".state")
        self._data = data
        self.training = start_training(recipe, data, engine, threads)
        self.records: list[PassRecord] = []
        if resume:
            self._agree(self._restore(), overwrite)

    def train(self, on_step: Callable[[int], None] = lambda images: None) -> Iterator[PassRecord]:
        """Train to the last pass; save after each pass, then yield its record."""
        for record in self.training.run(on_step):
            self.records.append(record)
            self._save()
            yield record

    def _save(self) -> None:
        card = self._card()
        checkpoint.save(self.state_file, self._state(), card)
        checkpoint.save(self.output, self._weights(), card)

    def _weights(self) -> dict[str, Array]:
        """Return the weights after the last pass, rounded as the recipe says."""
        training = self.training
        return checkpoint.rounded(training.result.tensors, training.recipe.significant_bits)

    def _card(self) -> Card:
        """Describe the weights after the last of ``records``."""
        recipe, engine = self.training.recipe, self.training.engine
        packages = ("lenet-in-a-page", "numpy", *(("wasmtime",) if engine == "wasm" else ()))
        return Card(
            network=recipe.network,
            name=recipe.name,
            data=self._data.description,
            framing="size-normalized" if self._data.size_normalized else None,
            recipe=recipe,
            engine=engine,
            passes=tuple(self.records),
            date=_today().isoformat(),
            versions={
                "python": platform.python_version(),
                **{package: version(package) for package in packages},
            },
        )

    def _state(self) -> dict[str, Array]:
        """Return all that the next pass depends on, by name: the training's own arrays."""
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

    def _restore(self) -> Card:
        """Take up the run that the state file holds, and return the state's card.

        Raise UserError if there is none, or if it is another run's.
        """
        if not self.state_file.exists():
            raise UserError(
                f"{self.state_file}: there is no such file, so there is nothing to go on from; "
                f"start the run anew without --resume"
            )
        stored, card = checkpoint.load(self.state_file, STATE_DTYPES)
        self._check_settings(card)
        optimizer = self.training.optimizer
        optimizer.state |= optimizers.initial_state(optimizer, self.training.network.vector)
        own = self._state()
        if problem := _difference(stored, own):
            raise UserError(f"{self.state_file}: {problem}; start the run anew without --resume")
        for name, value in own.items():
            value[...] = stored[name]
        self.records = list(card.passes)
        self.training.passes_done = len(self.records)
        return card

    def _agree(self, card: Card, overwrite: bool) -> None:
        """Write the weights file from the state, if a stop between the two left an earlier pass.

        Raise UserError where it holds weights of something else, unless they may be overwritten.
        """
        weights = self._weights()
        if self.output.exists() and not overwrite:
            found, own = checkpoint.load(self.output)
            if own.passes == card.passes and _equal(found, weights):
                return  # its card may say more by now, as after `calibrate`
            if not _is_earlier(own, card):
                raise UserError(
                    f"{self.output} holds other weights than the run in {self.state_file}; move "
                    f"it away, or replace it with --overwrite"
                )
        checkpoint.save(self.output, weights, card)

    def _check_settings(self, card: Card) -> None:
        """Raise UserError unless the stored run has this run's settings."""
        training = self.training
        if card.recipe is None or not card.passes:
            raise UserError(
                f"{self.state_file}: its card has no recipe or no passes, expected those of a run; "
                f"start the run anew without --resume"
            )
        settings = [
            (each.name, getattr(card.recipe, each.name), getattr(training.recipe, each.name))
            for each in fields(Recipe)
        ]
        for name, stored, own in (*settings, ("engine", card.engine, training.engine)):
            # More passes may follow, unless the schedule was laid out for so many.
            free = name == "passes" and training.recipe.schedule == "constant"
            if not free and stored != own:
                raise UserError(
                    f"{self.state_file} was trained with {name} {printable(str(stored))}, not "
                    f"{own}; "
                    f"resume with the same settings or choose another --output"
                )


STATE_DTYPES = ("F32", "F64")


def _difference(stored: dict[str, Array], own: dict[str, Array]) -> str | None:
    """Say where stored arrays differ from a run's own in name, type or shape; or return None."""
    for name, value in own.items():
        if name not in stored:
            return f"it has no {name}, expected one of shape {value.shape}"
        found = stored[name]
        if (found.dtype, found.shape) != (value.dtype, value.shape):
            return (
                f"{name} is of {found.dtype} and shape {found.shape}, "
                f"expected {value.dtype} and {value.shape}"
            )
    extra = sorted(set(stored) - set(own))
    return f"it has {printable(extra[0])}, which this run has not" if extra else None


def _equal(found: dict[str, Array], own: dict[str, Array]) -> bool:
    return _difference(found, own) is None and all(
        np.array_equal(found[name], value) for name, value in own.items()
    )


def _is_earlier(card: Card, later: Card) -> bool:
    """Say whether two cards are of one run, the first after fewer passes."""
    if card.recipe is None or later.recipe is None or len(card.passes) >= len(later.passes):
        return False
    one_recipe = replace(card.recipe, passes=later.recipe.passes) == later.recipe
    return (
        one_recipe
        and card.engine == later.engine
        and card.passes == later.passes[: len(card.passes)]
    )


def _today() -> date:
    """Return the day, or that of SOURCE_DATE_EPOCH for files that must not change."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()
