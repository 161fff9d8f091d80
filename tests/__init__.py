"""The tests: `make test`, or `pytest` in an environment with the `tests` extra."""
