"""Results of studies on disk: one JSON file each, one line a run, written after every run."""

import json
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trainer.errors import UserError, guarded
from trainer.files import write_atomically
from trainer.ink.augmentation import Augmentation
from trainer.studies.study import Study
from trainer.training.records import Score

FOLDER = Path(__file__).parents[2] / "results"


@dataclass(frozen=True)
class Result:
    """One run: the scores after its last pass, and after its first, which is quick to repeat.

    Attributes:
        train: with augmentation the running score of the last pass.
        engine: ``wasm`` or ``numpy``. version: that of the code and of the packages it ran on.
        seconds: of one core, for all passes and their scores.

    """

    arm: str
    seed: int
    train: Score
    test: Score
    first_train: Score
    first_test: Score
    seconds: float
    engine: str
    version: str

    def to_json(self) -> dict[str, Any]:
        """Return all fields, with numbers rounded to their significant digits."""
        fields = asdict(self)
        for part in ("train", "test", "first_train", "first_test"):
            fields[part]["loss"] = float(f"{fields[part]['loss']:.6g}")
        return fields | {"seconds": round(self.seconds, 1)}

    @staticmethod
    def from_json(fields: dict[str, Any]) -> "Result":
        """Return a result as :meth:`to_json` wrote it."""
        parts = ("train", "test", "first_train", "first_test")
        return Result(**(fields | {part: Score(**fields[part]) for part in parts}))


def settings(study: Study) -> dict[str, Any]:
    """Return the settings of a study, with which its file begins."""
    return {
        "study": study.name,
        "title": study.title,
        "seeds": list(study.seeds),
        "arms": {
            arm.name: {
                "title": arm.title,
                "recipe": _lean(arm.recipe.to_json()),
            }
            for arm in study.arms
        },
    }


def _lean(recipe: dict[str, Any]) -> dict[str, Any]:
    """Return a recipe's JSON without seed, name and default values of the augmentation.

    A kind of augmentation that is added later, and off by default, then changes nothing.
    """
    lean = {name: value for name, value in recipe.items() if name not in {"seed", "name"}}
    if chosen := lean.get("augmentation"):
        default = asdict(Augmentation())
        lean["augmentation"] = {
            name: value for name, value in chosen.items() if value != default.get(name)
        }
    return lean


def path_of(study: Study, folder: Path = FOLDER) -> Path:
    """Return the path of a study's results."""
    return folder / f"{study.name}.json"


def read(study: Study, folder: Path = FOLDER) -> list[Result]:
    """Return the results so far, in order; none without a file.

    Raise UserError for runs of an arm that no longer exists or has other settings now.
    """
    path = path_of(study, folder)
    if not path.exists():
        return []
    with _guarded(path):
        stored = json.loads(path.read_text("utf-8"))
        runs = [Result.from_json(run) for run in stored["runs"]]
        recipes = {name: _lean(arm["recipe"]) for name, arm in stored["arms"].items()}
    arms = settings(study)["arms"]
    for name, recipe in recipes.items():
        if name in arms and json.loads(json.dumps(arms[name]["recipe"])) == recipe:
            continue
        if any(run.arm == name for run in runs):
            raise UserError(
                f"{path} has runs of {name!r} with settings that are no longer those of the "
                f"study; take them out with: python -m trainer study {study.name} --drop {name}"
            )
    return ordered(study, runs)


def drop(study: Study, arm: str, folder: Path = FOLDER) -> int:
    """Remove the runs of an arm from a study's file, and return their number."""
    path = path_of(study, folder)
    if not path.exists():
        return 0
    with _guarded(path):
        runs = [Result.from_json(run) for run in json.loads(path.read_text("utf-8"))["runs"]]
    kept = [run for run in runs if run.arm != arm]
    if len(kept) < len(runs):
        write(study, kept, folder)
    return len(runs) - len(kept)


def _guarded(path: Path) -> AbstractContextManager[None]:
    return guarded(
        f"{path} is no whole results file",
        "bring it back from version control, or move it away and run the study again",
    )


def ordered(study: Study, results: list[Result]) -> list[Result]:
    """Sort results by arm, then by seed."""
    arms = [arm.name for arm in study.arms]
    return sorted(results, key=lambda run: (arms.index(run.arm), run.seed))


def write(study: Study, results: list[Result], folder: Path = FOLDER) -> None:
    """Write settings and results, atomically."""
    runs = [json.dumps(run.to_json(), ensure_ascii=False) for run in ordered(study, results)]
    head = json.dumps(settings(study), indent=1, ensure_ascii=False, allow_nan=False)
    text = (
        head[: head.rindex("}")].rstrip() + ',\n "runs": [\n  ' + ",\n  ".join(runs) + "\n ]\n}\n"
    )
    write_atomically(path_of(study, folder), text.encode())
