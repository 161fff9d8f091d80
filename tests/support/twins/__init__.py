"""Functions that Python and the page both have, each with cases that every constant decides."""
