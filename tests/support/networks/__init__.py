"""Networks and weights files that only tests need."""
