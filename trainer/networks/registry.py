"""The networks by name."""

from collections.abc import Callable, Mapping
from inspect import signature
from types import MappingProxyType

from trainer.json_fields import quote
from trainer.networks.lenet5 import lenet5
from trainer.networks.network import Network
from trainer.networks.zipcode_1989 import zipcode_1989

NETWORKS: dict[str, Callable[..., Network]] = {"zipcode-1989": zipcode_1989, "lenet5": lenet5}


def create(name: str, variant: Mapping[str, str] = MappingProxyType({})) -> Network:
    """Make the network called ``name``, with the options ``variant`` of its function.

    Raise ValueError for an unknown network, option or choice.
    """
    if name not in NETWORKS:
        raise ValueError(f"no network is called {quote(name)}; there are {', '.join(NETWORKS)}")
    function = NETWORKS[name]
    offered = signature(function).parameters
    for option in variant:
        if option not in offered:
            raise ValueError(f"{name} has no {option!r}; it offers {', '.join(offered) or 'none'}")
    return function(**variant)
