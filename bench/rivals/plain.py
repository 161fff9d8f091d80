"""``plain.c``, compiled where a C compiler is, and called a burst at a time."""

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from time import thread_time

import numpy as np

from trainer.datasets.dataset import Dataset
from trainer.networks.network import Network
from trainer.networks.registry import create
from trainer.training.recipes import Recipe

SOURCE = Path(__file__).with_suffix(".c")
FLAGS = ("-O3", "-ffast-math", "-shared", "-fPIC")


def compiled() -> ctypes.CDLL:
    """Compile the source, and load it; exit where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise SystemExit("no C compiler found; leave c out of --hosts")
    library = Path(tempfile.mkdtemp(), "plain.so")
    subprocess.run([compiler, *FLAGS, "-o", str(library), str(SOURCE), "-lm"], check=True)
    return ctypes.CDLL(str(library))


def packed(network: Network) -> np.ndarray:
    """Return the parameters in the layout of ``struct parameters``."""
    p = network.parameters
    h2 = p["H2.weight"].reshape(3, 4, 8, 5, 5).transpose(0, 3, 4, 2, 1)
    h3 = p["H3.weight"].reshape(30, 12, 4, 4).transpose(2, 3, 1, 0)
    parts = [
        p["H1.weight"].reshape(12, 5, 5).transpose(1, 2, 0), p["H1.bias"].transpose(1, 2, 0),
        h2, p["H2.bias"].transpose(1, 2, 0), h3, p["H3.bias"], p["output.weight"].T,
        p["output.bias"],
    ]  # fmt: skip
    return np.concatenate([part.reshape(-1) for part in parts])


class PlainC:
    """Plain C with -O3 -ffast-math; ``steps`` images a burst."""

    name = f"plain C, {' '.join(FLAGS[:2])}"

    def __init__(self, recipe: Recipe, data: Dataset, steps: int) -> None:
        network = create(recipe.network)
        network.vector[...] = np.random.default_rng(0).uniform(-0.1, 0.1, network.vector.size)
        self._arrays = (
            packed(network),
            network.inputs(data.train_images[:steps]),
            data.train_labels[:steps].astype(np.uint8),
            np.arange(steps, dtype=np.int32),
        )
        self._steps, self._rate = steps, ctypes.c_float(recipe.learning_rate)
        self._train = compiled().train

    def burst(self) -> float:
        """Take the steps, and return their seconds of processor time."""
        pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in self._arrays]
        start = thread_time()
        self._train(*pointers, self._steps, self._rate)
        return thread_time() - start
