"""The WebAssembly engine: the same training, written out for one layer list.

Python writes WebAssembly text from a :class:`trainer.networks.network.Network`; the page and
Python run the very same bytes, and get the same weights to the bit, because WebAssembly fixes
the rounding of every operation and the text fixes their order. One file per kind of layer,
forward directly above backward, as in :mod:`trainer.layers`.

In the engine's memory maps are channels last, ``(H, W, C)``: four neighbouring maps are one
vector of four float32. Outside, parameters are the network's flat vector, in its own order.
"""
