"""The command line: ``python -m builder COMMAND``."""

from trainer.interrupts import exit_on_interrupt


def main() -> None:
    """Run a command."""
    with exit_on_interrupt():
        # Here, because this takes a second in which Ctrl-C may come.
        from builder.app import app
        from trainer.commands.command_line import run

        run(app)


if __name__ == "__main__":
    main()
