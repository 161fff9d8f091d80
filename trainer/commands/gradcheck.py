"""``gradcheck``: the backward passes against finite differences."""

import typer
from rich.table import Table

from trainer.commands.arguments import NetworkName
from trainer.commands.console import plain_console
from trainer.networks.gradient_check import TOLERANCE, check_network
from trainer.networks.registry import create


def gradcheck(network: NetworkName) -> None:
    """Compare every gradient of every layer with finite differences, in float64."""
    checks = check_network(create(network))
    table = Table(title=f"{network}: relative error, tolerance {TOLERANCE:g}")
    for heading in ("layer", "gradient by", "numbers", "largest error", ""):
        table.add_column(heading, justify="right" if "n" in heading else "left")
    for check in checks:
        verdict = "ok" if check.error <= TOLERANCE else "WRONG"
        table.add_row(check.layer, check.array, f"{check.numbers:,}", f"{check.error:.1e}", verdict)
    plain_console(wrap=True).print(table)
    if any(check.error > TOLERANCE for check in checks):
        raise typer.Exit(1)
