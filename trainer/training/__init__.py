"""Training: losses, optimizers, schedules, recipes and the loop."""
