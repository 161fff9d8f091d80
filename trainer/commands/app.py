"""All commands of ``python -m trainer``."""

import typer

from trainer.commands.calibrate import calibrate
from trainer.commands.evaluate import evaluate
from trainer.commands.export import export, import_weights
from trainer.commands.fetch import fetch
from trainer.commands.gradcheck import gradcheck
from trainer.commands.plot import plot
from trainer.commands.predict import predict
from trainer.commands.report import report
from trainer.commands.study import study
from trainer.commands.summary import summary
from trainer.commands.train import train

app = typer.Typer(
    help="Train the 1989 zip-code network and LeNet-5 from scratch.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(fetch)
app.command()(train)
app.command()(evaluate)
app.command()(predict)
app.command()(plot)
app.command()(calibrate)
app.command()(gradcheck)
app.command()(summary)
app.command()(export)
app.command("import")(import_weights)
app.command()(study)
app.command()(report)
