"""``summary``: the layer table."""

from rich.table import Table

from trainer.commands.arguments import NetworkName
from trainer.commands.console import plain_console
from trainer.networks.registry import create


def summary(network: NetworkName) -> None:
    """Print a network's layers with units, parameters and connections."""
    net = create(network)
    table = Table(title=net.name)
    for heading in ("layer", "kind", "shape", "units", "parameters", "connections"):
        table.add_column(heading, justify="left" if heading in {"layer", "kind"} else "right")

    def row(name: str, kind: str, shape: tuple[int, ...], *counts: int) -> None:
        size = " × ".join(map(str, shape))
        table.add_row(name, kind, size, *(f"{count:,}" if count else "" for count in counts))

    row("input", "", net.input_shape, net.input_units, 0, 0)
    for layer in net.layers:
        counts = layer.counts
        row(
            layer.name,
            layer.kind,
            layer.out_shape,
            counts.units,
            counts.parameters,
            counts.connections,
        )
    table.add_section()
    total = net.counts
    row("total", "", (), total.units, total.parameters, total.connections)
    plain_console(wrap=True).print(table)
