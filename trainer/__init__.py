"""Train the 1989 zip-code network and LeNet-5 from scratch: every operation in NumPy."""
