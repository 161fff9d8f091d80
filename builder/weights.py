"""Which weights go into the page: the shipped ones, or a person's own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.checkpoints.bundled import FIRST_CHOICE, SHIPPED, with_known_calibration
from trainer.checkpoints.card import Card
from trainer.checkpoints.checkpoint import load_network, to_bytes
from trainer.errors import UserError
from trainer.networks.network import Network
from trainer.networks.registry import NETWORKS, create
from trainer.reading.reader import Reader

# Shipped, but not for the page: ``today`` reads MNIST nearly as well, and people far better.
LEFT_OUT = {("lenet5", "mnist")}
TITLES = {"zipcode-1989": "1989", "lenet5": "LeNet-5"}
NAMED = re.compile(r"(?P<network>[\w-]+)/(?P<name>[\w.-]+)=(?P<path>.+)")


@dataclass(frozen=True)
class Weights:
    """One checked checkpoint: the network with its weights in it, and the file's very bytes."""

    name: str
    network: Network
    card: Card
    data: bytes

    @property
    def reader(self) -> Reader:
        """The network as it reads on the page, with the card's calibration."""
        return Reader(self.network, self.card.calibration)


@dataclass(frozen=True)
class Choice:
    """A network on the page with all weights a visitor can choose, and the one chosen first."""

    network: str
    weights: tuple[Weights, ...]
    first: str

    @property
    def title(self) -> str:
        """What the page calls the network."""
        return TITLES.get(self.network, self.network)


def gather(choices: Sequence[str] = ()) -> list[Choice]:
    """Read and check the weights for the page, by network in the order of ``NETWORKS``.

    Each of ``choices`` is ``NETWORK/NAME=PATH`` or just ``PATH`` (the network then comes from the
    file's card, the name from the file's). They take the place of the shipped weights of the
    same network. Raises UserError for a file that is no whole checkpoint of its network.
    """
    given = [_read_given(choice) for choice in choices]
    replaced = {weights.network.name for weights in given}
    shipped = [weights for weights in _read_shipped() if weights.network.name not in replaced]
    result = []
    for network in NETWORKS:
        found = [weights for weights in (*given, *shipped) if weights.network.name == network]
        names = [weights.name for weights in found]
        if len(set(names)) < len(names):
            raise UserError(
                f"two weights for {network} would both be called {max(names, key=names.count)}; "
                f"name them apart with --weights {network}/NAME=PATH"
            )
        if found:
            usual = FIRST_CHOICE.get(network)
            first = usual if network not in replaced and usual in names else names[0]
            result.append(Choice(network, tuple(found), first))
    if not result:
        raise UserError(f"there are no weights under {SHIPPED}; train some or give --weights PATH")
    return result


def _read_shipped() -> Iterator[Weights]:
    for path in sorted(SHIPPED.glob("*/*.safetensors")):
        if (path.parent.name, path.stem) not in LEFT_OUT:
            yield _read(path, path.parent.name, path.stem)


def _read_given(choice: str) -> Weights:
    named = NAMED.fullmatch(choice)
    if not named or Path(choice).exists():
        path = Path(choice)
        return _read(path, None, re.sub(r"[^\w.-]+", "-", path.stem))
    if named["network"] not in NETWORKS:
        raise UserError(f"--weights {choice}: there is no network {named['network']!r}; "
                        f"known are {', '.join(NETWORKS)}")  # fmt: skip
    return _read(Path(named["path"]), named["network"], named["name"])


def _at_work(network: Network) -> list[tuple[str, str]]:
    """The layers that do something outside training."""
    return [(layer.name, layer.kind) for layer in network.layers if layer.kind != "Dropout"]


def _read(path: Path, expected: str | None, name: str) -> Weights:
    network, card = load_network(path)
    if expected not in (None, network.name):
        raise UserError(f"{path} holds weights of {network.name}, expected {expected}")
    if _at_work(network) != _at_work(create(network.name)):
        variant = card.recipe.variant if card.recipe else {}
        raise UserError(
            f"{path} holds {network.name} with {', '.join(map(' '.join, variant.items()))}; "
            f"the page runs {network.name} as trainer/networks/ lists it by default"
        )
    data = path.read_bytes()
    known = with_known_calibration(network.tensors, card)
    if known != card:
        data = to_bytes(network.tensors, known)
    return Weights(name, network, known, data)
