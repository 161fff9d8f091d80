"""``calibrate``: fit how sure a set of weights says it is, and when it says "not sure"."""

from dataclasses import replace
from typing import Annotated

import typer

from trainer.checkpoints.checkpoint import load_network, save
from trainer.commands.arguments import WeightsFile
from trainer.commands.console import plain_console, progress_bar
from trainer.datasets.catalogue import load_pendigits
from trainer.errors import UserError
from trainer.reading.calibration import calibrate as fit


def calibrate(
    weights: WeightsFile,
    reject: Annotated[float, typer.Option(help="Share of real digits to be unsure of.")] = 0.05,
) -> None:
    """Fit the confidence to held-out writers' pen strokes and keep it in the weights' card."""
    if not 0 <= reject < 1:
        raise UserError(f"a share of {reject} cannot be rejected; expected 0 to 1, like 0.05")
    network, card = load_network(weights)
    digits = load_pendigits("train")
    with progress_bar("reading drawings") as on_step:
        calibration, score = fit(network, digits, reject, on_step)
    save(weights, network.tensors, replace(card, calibration=calibration, stroke_score=score))
    accepted = f"{score.accepted_right / score.accepted:.2%} right" if score.accepted else "none"
    plain_console().print(
        f"confidence = 1 / (1 + exp(−({calibration.intercept:.3f} + {calibration.slope:.3f} · "
        f"margin))), accepted from {calibration.threshold:.3f}\n"
        f"{score.writers} other writers, {score.digits:,} digits: {score.misses} misread "
        f"({score.misses / score.digits:.2%}); {score.digits - score.accepted} not sure "
        f"({1 - score.accepted / score.digits:.2%}); of the {score.accepted:,} accepted "
        f"{accepted}"
    )
