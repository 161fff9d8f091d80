"""Train the 1989 zip-code network and LeNet-5 in NumPy, every operation written out."""
