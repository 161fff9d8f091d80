"""The WebAssembly engine: the training loop of one network, generated from its layers.

Python generates WebAssembly text from a :class:`trainer.networks.network.Network`; the page and
Python run the same module, and get bitwise identical weights, because WebAssembly fixes the
rounding of every operation and the text fixes their order. One file for each kind of layer,
forward directly above backward, as in :mod:`trainer.layers`.

In the engine's memory maps are channels last, ``(H, W, C)``: four neighbouring maps are one
vector of four float32. The host passes parameters as the network's flat vector, in its order.
"""
