"""The choice of the weights in the page: the shipped ones, or the user's own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from trainer.checkpoints import bundled
from trainer.checkpoints.bundled import with_known_calibration
from trainer.checkpoints.card import Card
from trainer.checkpoints.checkpoint import load_network, to_bytes
from trainer.errors import UserError
from trainer.networks.network import COLOURS, Colour, Network
from trainer.networks.registry import NETWORKS, create
from trainer.reading.reader import Reader

NAMED = re.compile(r"(?P<network>[\w-]+)/(?P<name>[\w.-]+)=(?P<path>.+)")


@dataclass(frozen=True)
class Weights:
    """A checked checkpoint: the network with its weights, and the bytes of the file."""

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
    """A network in the page, with all weights that a visitor can choose, and the first choice."""

    network: Network
    weights: tuple[Weights, ...]
    first: str
    colour: Colour

    @property
    def name(self) -> str:
        """The network's name, in files and in the page's code."""
        return self.network.name


def gather(choices: Sequence[str] = ()) -> list[Choice]:
    """Read and check the weights for the page, by network in the order of ``NETWORKS``.

    Each of ``choices`` is ``NETWORK/NAME=PATH`` or just ``PATH`` (the network then comes from the
    file's card, the name from the file's). They take the place of the shipped weights of the
    same network. Raises UserError for a file that is no whole checkpoint of its network.
    """
    given = [_read_given(choice) for choice in choices]
    replaced = {weights.network.name for weights in given}
    shipped = [weights for weights in _read_shipped() if weights.network.name not in replaced]
    found_by_network = {
        network: [weights for weights in (*given, *shipped) if weights.network.name == network]
        for network in NETWORKS
    }
    networks = [create(name) for name, found in found_by_network.items() if found]
    colours = _colours(networks)
    result = []
    for network, colour in zip(networks, colours, strict=True):
        found = found_by_network[network.name]
        names = [weights.name for weights in found]
        if len(set(names)) < len(names):
            raise UserError(
                f"two weights for {network.name} would both be called "
                f"{max(names, key=names.count)}; name them apart with "
                f"--weights {network.name}/NAME=PATH"
            )
        usual = network.offered if network.name not in replaced else ()
        first = next((name for name in usual if name in names), names[0])
        result.append(Choice(network, tuple(found), first, colour))
    if not result:
        raise UserError(
            f"there are no weights under {bundled.SHIPPED}; train some or give --weights PATH"
        )
    return result


def _read_shipped() -> Iterator[Weights]:
    for name in NETWORKS:
        offered = create(name).offered
        for path in sorted((bundled.SHIPPED / name).glob("*.safetensors")):
            if path.stem in offered or not offered:
                yield _read(path, name, path.stem)


def _colours(networks: Sequence[Network]) -> list[Colour]:
    """Return each network's own colour, or one that no other has while there are some."""
    taken = {network.colour for network in networks}
    free = [colour for colour in COLOURS if colour not in taken]
    spare: Iterator[Colour] = cycle(free or COLOURS)
    return [next(spare) if network.colour is None else network.colour for network in networks]


def file_of(choice: str) -> Path:
    """Return the file that ``PATH`` or ``NETWORK/NAME=PATH`` means."""
    named = _named(choice)
    return Path(named["path"] if named else choice)


def _named(choice: str) -> re.Match[str] | None:
    """Return the parts of ``NETWORK/NAME=PATH``, None for a path."""
    return None if Path(choice).exists() else NAMED.fullmatch(choice)


def _read_given(choice: str) -> Weights:
    named, path = _named(choice), file_of(choice)
    if not named:
        return _read(path, None, re.sub(r"[^\w.-]+", "-", path.stem))
    if named["network"] not in NETWORKS:
        raise UserError(f"--weights {choice}: there is no network {named['network']!r}; "
                        f"known are {', '.join(NETWORKS)}")  # fmt: skip
    return _read(path, named["network"], named["name"])


def _at_work(network: Network) -> list[tuple[str, str]]:
    """Return name and kind of the layers that compute something in inference."""
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
