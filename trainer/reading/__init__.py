"""From the outputs of a network to an answer, and how sure it is."""
