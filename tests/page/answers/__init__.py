"""What the networks answer, how sure they are, and where they fail."""
