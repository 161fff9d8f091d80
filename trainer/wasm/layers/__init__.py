"""The code of each kind of layer, one concept a file, forward above backward."""
