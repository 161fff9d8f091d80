"""The files that come with the code: weights, images, templates, results.

A wheel holds them all in its packages. In a clone, ``site_template/`` and ``results/`` stand beside
the packages instead, where they are easier to find.
"""

from importlib.resources import files
from pathlib import Path

from trainer.errors import UserError


def folder(package: str, name: str) -> Path:
    """Return the folder ``name`` that comes with a package; raise UserError if it is missing."""
    inside = Path(str(files(package) / name))
    for path in (inside, inside.parents[1] / name):
        if path.is_dir():
            return path
    raise UserError(f"{inside} is missing; install lenet-in-a-page again")
