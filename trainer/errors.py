"""The one exception that is meant for a person to read."""


class UserError(Exception):
    """Bad input: one sentence that says what was found, what was expected and what to do.

    The command lines print it and exit with code 2, without a traceback.
    """
