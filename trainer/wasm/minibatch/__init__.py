"""Training in mini-batches: the gradient of a batch is summed up, then an optimizer makes a step.

Four images are in the engine's memory at once, each in a *frame* of its own: the arrays of all
layers, at the same offsets in each frame. Layers of maps work on one frame; a Dense layer on all
four, so that each of its many weights is loaded once for four images.
"""
