"""Bad input to every command: one clear sentence, exit code 2, no traceback, nothing written."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.commands import run
from tests.support.networks.weights_files import write_weights
from tests.support.paths import ROOT
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import SHIPPED
from trainer.networks.registry import create
from trainer.training.recipes import RECIPES

SHIPPED_1989 = SHIPPED / "zipcode-1989" / "1989.safetensors"
HEADS = {
    "build": ["builder", "build", "--output", "page.html", "--weights"],
    "evaluate": ["trainer", "evaluate"],
    "predict": ["trainer", "predict", "blank.png", "--weights"],
    "plot": ["trainer", "plot"],
    "calibrate": ["trainer", "calibrate"],
    "export": ["trainer", "export", "--format", "json", "--output", "out.json"],
}


def here(arguments: str) -> list[str]:
    """The words of a command line; 1989 is the shipped weights file."""
    return [str(SHIPPED_1989) if word == "1989" else word for word in arguments.split()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder of invalid files."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "folder").mkdir()
    (folder / "file").write_text("x")
    (folder / "bad.json").write_text("{not json")
    (folder / "list.json").write_text("[1, 2]")
    (folder / "text.png").write_text("hello")
    (folder / "empty.png").write_bytes(b"")
    Image.new("L", (50, 50), 255).save(folder / "blank.png")
    np.savez(folder / "odd.npz", a=np.zeros(3))
    (folder / "cut.npz").write_bytes((folder / "odd.npz").read_bytes()[:100])
    (folder / "cut.safetensors").write_bytes(SHIPPED_1989.read_bytes()[:-100])
    tensors, card = checkpoint.load(SHIPPED_1989)
    nan = {name: value.copy() for name, value in tensors.items()}
    nan["H1.bias"][0] = np.nan
    object_ = card.to_json()
    recipe = RECIPES["zipcode-1989", "1989"].to_json()
    cards: dict[str, dict[str, object]] = {
        "nan": object_,
        "unknown": {"network": "lenet9"},
        "other": {"network": "lenet5"},
        "list": {**object_, "network": ["zipcode-1989"]},
        "recipe": {**object_, "recipe": "the usual"},
        "variant": {**object_, "recipe": {**recipe, "variant": {"squash": "tanh"}}},
        "doubt": {**object_, "decision": {"intercept": 0, "slope": 1, "least": 2}},
        "bare": {"network": "zipcode-1989"},
    }
    for name, own in cards.items():
        write_weights(folder / f"{name}.safetensors", nan if name == "nan" else tensors, own)
    variant = {"output": "scaled-tanh"}
    scaled = create("zipcode-1989", variant).tensors
    scaled_card = {"network": "zipcode-1989", "recipe": {**recipe, "variant": variant}}
    write_weights(folder / "scaled.safetensors", scaled, scaled_card)
    halves = {name: value.astype(np.float16) for name, value in tensors.items()}
    write_weights(folder / "half.safetensors", halves, object_)
    write_weights(folder / "run.state", tensors, {"network": "zipcode-1989"})
    return folder


@pytest.fixture(autouse=True)
def _in_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run commands in the folder, without any fetched data set."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LENET_DATA", str(folder / "no-data"))


def check_refused(folder: Path, command: list[str], words: str) -> None:
    before = sorted(folder.rglob("*"))
    outcome = run(command[0], *command[1:])
    assert words in outcome.stderr
    assert outcome.stderr.count("\n") == 1, outcome.stderr
    assert outcome.code == 2
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("command", HEADS.values(), ids=list(HEADS))
@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ("none.safetensors", "there is no such file"),
        ("folder", "folder is a folder; give the path of a safetensors file"),
        ("file", "not a whole safetensors file"),
        ("cut.safetensors", "not a whole safetensors file"),
        ("nan.safetensors", "H1.bias holds NaN"),
        ("unknown.safetensors", "no network is called 'lenet9'; there are zipcode-1989, lenet5"),
        ("other.safetensors", "lenet5 needs the tensor C1.weight, which is missing"),
        ("list.safetensors", "its card's network is a list, expected text"),
        ("recipe.safetensors", "its card's recipe is 'the usual', expected an object"),
        ("doubt.safetensors", "its card's decision.least is 2, expected a number from 0 to 1"),
        ("half.safetensors", "H1.bias is of type F16, expected F32"),
        ("variant.safetensors", "zipcode-1989 has no 'squash'; it offers activation"),
    ],
)
def test_files_without_weights_are_refused(
    folder: Path, command: list[str], weights: str, words: str
) -> None:
    check_refused(folder, [*command, weights], words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("builder build --weights lenet9/a=1989.safetensors", "there is no network 'lenet9'"),
        ("builder build --weights scaled.safetensors", "with output scaled-tanh; the page runs"),
        ("builder build --output folder", "folder cannot be written"),
        ("builder build --output file/page.html", "file/page.html cannot be written"),
        ("builder modules --output file", "cannot be written"),
        ("builder publish", "No such command 'publish'; see "),
        ("builder build --colour", "No such option: --colour"),
    ],
)
def test_builder(folder: Path, arguments: str, words: str) -> None:
    check_refused(folder, here(arguments), words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("forget", "No such command 'forget'; see "),
        ("train", "Missing argument"),
        ("train lenet-6", "no network is called 'lenet-6'; expected one of zipcode-1989"),
        ("train zipcode-1989 --recipe 2089", "has no recipe '2089'"),
        ("train zipcode-1989 --recipe usps", "run: python -m trainer fetch usps"),
        ("train lenet5", "run: python -m trainer fetch mnist"),
        ("train zipcode-1989 --passes -3", "--passes"),
        ("train zipcode-1989 --passes many", "--passes"),
        ("train zipcode-1989 --seed -1", "--seed"),
        ("train zipcode-1989 --seed 9007199254740992", "--seed"),
        ("train zipcode-1989 --output run.safetensors --resume", "its card has no recipe or no"),
        ("train zipcode-1989 --lr -1", "a learning rate of -1.0 cannot train"),
        ("train zipcode-1989 --lr nan", "a learning rate of nan cannot train"),
        ("train zipcode-1989 --engine steam", "--engine"),
        ("train zipcode-1989 --output x.txt", "ending in .safetensors"),
        ("train zipcode-1989 --output file/x.safetensors", "file/x.safetensors cannot be written"),
        ("train zipcode-1989 --output x.safetensors --resume", "there is no such file"),
        ("train zipcode-1989 --output x.safetensors --snapshots folder", "folder cannot be writt"),
        ("evaluate 1989 --data cifar", "There is no data set 'cifar'"),
        ("evaluate 1989 --data mnist", "run: python -m trainer fetch mnist"),
        ("evaluate bare.safetensors", "the weights' card names no data set; name one with --data"),
        ("plot bare.safetensors", "the weights' card names no data set; name one with --data"),
        ("plot 1989 --output file", "cannot be written"),
        ("predict", "there is nothing to read"),
        ("predict none.png", "none.png: no digit read, there is no such file"),
        ("predict text.png", "text.png: no digit read, it is no picture in a form that is known"),
        ("predict empty.png", "empty.png: no digit read, it is no picture"),
        ("predict blank.png", "blank.png: no digit read, it is blank"),
        ("predict folder", "folder: no picture in this folder"),
        ("predict --strokes folder", "folder: there is no such file"),
        ("predict --strokes bad.json", "bad.json is not JSON"),
        ("predict --strokes list.json", "list.json, drawing 1: expected"),
        ("export 1989", "cannot tell the format from the weights alone"),
        ("export 1989 --format gif", "--format"),
        ("export 1989 --output file/x.json", "file/x.json cannot be written"),
        ("import .", ". is a folder; give the path of a file"),
        ("export . --format json", ". is a folder; give the path of a file"),
        ("import none.json", "there is no such file"),
        ("import bad.json", "bad.json: not JSON"),
        ("import list.json --output new.safetensors", 'list.json: expected {"network"'),
        ("import odd.npz", "odd.npz: a is of type float64, expected float32"),
        ("import cut.npz --output new.safetensors", "cut.npz: not a whole .npz file"),
        ("import file", "cannot import a file without a suffix"),
        ("import 1989 --output x.txt", "ending in .safetensors"),
        ("calibrate bare.safetensors", "run: python -m trainer fetch pendigits"),
        ("calibrate bare.safetensors --reject 1", "a share of 1.0 cannot be rejected"),
        ("study lenet5-cifar", "no study is called 'lenet5-cifar'"),
        ("study lenet5-mnist --arm x", "no arm is called 'x'; there are paper, sgd"),
        ("study lenet5-mnist --seeds 0", "--seeds"),
        ("study lenet5-mnist --output out", "run: python -m trainer fetch mnist"),
        ("study nothing", "no study is called 'nothing'; there are mnist-first"),
        ("study ladder --arm x", "no arm is called 'x'; there are step-adamw"),
        ("study --jobs 0", "--jobs"),
        ("summary lenet-6", "no network is called 'lenet-6'; expected one of zipcode-1989"),
        ("gradcheck lenet-6", "no network is called 'lenet-6'"),
        ("fetch cifar", "cifar"),
        ("fetch mnist --from nowhere", "--from nowhere is not a folder"),
    ],
)
def test_trainer(folder: Path, arguments: str, words: str) -> None:
    check_refused(folder, ["trainer", *here(arguments)], words)


@pytest.mark.parametrize("program", ["trainer", "builder"])
def test_a_subprocess_ends_the_same_way(program: str) -> None:
    command = [sys.executable, "-m", program, "nothing"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    sentence = f"error: No such command 'nothing'; see python -m {program} --help\n"
    assert result.stderr == sentence
