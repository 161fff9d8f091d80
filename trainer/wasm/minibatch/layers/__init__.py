"""The code of one kind of layer each, forward directly above backward."""
