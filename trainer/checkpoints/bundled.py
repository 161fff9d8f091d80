"""The weights that come with the project: ``trainer/weights/NETWORK/NAME.safetensors``."""

from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "weights"
FIRST_CHOICE = {"zipcode-1989": "1989", "lenet5": "today"}
"""What is used first where a network has several weights; otherwise the first by name."""


def shipped(network: str) -> list[Path]:
    """The weights files of a network, the first choice first."""
    first = FIRST_CHOICE.get(network)
    files = (SHIPPED / network).glob("*.safetensors")
    return sorted(files, key=lambda path: (path.stem != first, path.stem))
