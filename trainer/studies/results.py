"""Results of studies on disk: one JSON file each, one line a run, written after every run."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trainer import resources
from trainer.checkpoints.card import ENGINES, EngineName
from trainer.errors import UserError, guarded, printable
from trainer.files import write_atomically
from trainer.ink.augmentation import Augmentation
from trainer.json_fields import Fields
from trainer.studies.study import Study
from trainer.training.records import Score

FOLDER = resources.folder("trainer", "results")
"""The results that come with the project; studies are written to a folder of the user's."""


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
    engine: EngineName
    version: str

    def to_json(self) -> dict[str, Any]:
        """Return all fields, with numbers rounded to their significant digits."""
        fields = asdict(self)
        for part in ("train", "test", "first_train", "first_test"):
            fields[part]["loss"] = float(f"{fields[part]['loss']:.6g}")
        return fields | {"seconds": round(self.seconds, 1)}

    @staticmethod
    def from_json(fields: Fields) -> "Result":
        """Return a result as :meth:`to_json` wrote it; raise ValueError where it is none."""
        result = Result(
            arm=fields.text("arm"),
            seed=fields.whole("seed"),
            train=Score.from_json(fields.nested("train")),
            test=Score.from_json(fields.nested("test")),
            first_train=Score.from_json(fields.nested("first_train")),
            first_test=Score.from_json(fields.nested("first_test")),
            seconds=fields.number("seconds", 0),
            engine=fields.choice("engine", ENGINES),
            version=fields.text("version"),
        )
        fields.finish()
        return result


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

    Raise UserError for a file that :func:`write` cannot have written, and for runs of an arm that
    no longer exists or has other settings now.
    """
    path = path_of(study, folder)
    if not path.exists():
        return []
    recipes, runs = _load(study, path)
    return ordered(study, _checked(study, path, recipes, runs))


def drop(study: Study, arms: Collection[str], folder: Path) -> int:
    """Remove the runs of some arms from a study's file, and return their number."""
    path = path_of(study, folder)
    if not path.exists():
        return 0
    recipes, runs = _load(study, path)
    kept = _checked(study, path, recipes, [run for run in runs if run.arm not in arms])
    if len(kept) < len(runs):
        write(study, kept, folder)
    return len(runs) - len(kept)


def valid(study: Study, arms: Collection[str], folder: Path = FOLDER) -> int:
    """Return how many runs of some arms are stored with the settings that the arms have now."""
    path = path_of(study, folder)
    if not path.exists():
        return 0
    recipes, runs = _load(study, path)
    now = _recipes(study)
    return sum(
        run.arm in arms and run.arm in now and now[run.arm] == recipes.get(run.arm) for run in runs
    )


def _load(study: Study, path: Path) -> tuple[dict[str, object], list[Result]]:
    """Read a file: each arm's recipe as JSON, and the runs."""
    with guarded(
        f"{path} is no whole results file",
        "bring it back from version control, or move it away and run the study again",
    ):
        stored = json.loads(path.read_text("utf-8"))
        fields = Fields(stored, "the file")
        fields.choice("study", [study.name])
        runs = [Result.from_json(run) for run in fields.nested_list("runs")]
        twice = [key for key, count in Counter((run.arm, run.seed) for run in runs).items()
                 if count > 1]  # fmt: skip
        if twice:
            raise ValueError(f"the file has arm {twice[0][0]!r}, seed {twice[0][1]} twice")
        return {name: _lean(arm["recipe"]) for name, arm in stored["arms"].items()}, runs


def _checked(
    study: Study, path: Path, recipes: Mapping[str, object], runs: list[Result]
) -> list[Result]:
    """Return the runs if all are of the arms as they are now; else raise UserError."""
    now = _recipes(study)
    for name in dict.fromkeys(run.arm for run in runs):
        if name not in now or now[name] != recipes.get(name):
            shown = printable(name, 60)
            raise UserError(
                f"{path} has runs of {shown!r} with settings that are no longer those of the "
                f"study; take them out with: python -m trainer study {study.name} --drop {shown}"
            )
    return runs


def _recipes(study: Study) -> dict[str, object]:
    """Return each arm's recipe as it is now, as a file holds it."""
    arms = json.loads(json.dumps(settings(study)["arms"]))
    return {name: arm["recipe"] for name, arm in arms.items()}


def ordered(study: Study, results: list[Result]) -> list[Result]:
    """Sort results by arm, then by seed."""
    arms = [arm.name for arm in study.arms]
    return sorted(results, key=lambda run: (arms.index(run.arm), run.seed))


def write(study: Study, results: list[Result], folder: Path) -> None:
    """Write settings and results, atomically."""
    write_atomically(path_of(study, folder), to_text(study, results).encode())


def to_text(study: Study, results: list[Result]) -> str:
    """Return the file: the settings, then a line for each run."""
    runs = [json.dumps(run.to_json(), ensure_ascii=False) for run in ordered(study, results)]
    head = json.dumps(settings(study), indent=1, ensure_ascii=False, allow_nan=False)
    return (
        head[: head.rindex("}")].rstrip() + ',\n "runs": [\n  ' + ",\n  ".join(runs) + "\n ]\n}\n"
    )
