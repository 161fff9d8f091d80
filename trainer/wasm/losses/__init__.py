"""The losses (:mod:`trainer.training.losses`): value, and gradient times a scale."""
