"""The page as a whole: for everybody, shared, and with other networks."""
