"""The input of a network, and its preparation from grey images.

``site_template/network/input.js`` does the same arithmetic in the same order, so that both give
exactly the same numbers.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Shape
from trainer.ink.resize import resize_bilinear, size_normalize

Framing = Literal["centre-of-mass", "size-normalized"]


@dataclass(frozen=True)
class Input:
    """A square image of ink on paper, resized bilinearly, with a margin of paper.

    Attributes:
        size: the image's side in pixels, without the margin.
        margin: pixels of paper on each side.
        paper, ink: the values of paper and of full ink.
        channels: the number of input maps, which are equal.
        framing: ``centre-of-mass``: digits have a wide margin and are centred by mass, as in
            MNIST; ``size-normalized``: they fill the image, as the zip codes of 1989 do, and byte
            images are size-normalised too.

    Raises ValueError for an impossible size, margin or range.

    """

    size: int
    margin: int = 0
    paper: float = 0.0
    ink: float = 1.0
    channels: int = 1
    framing: Framing = "centre-of-mass"

    def __post_init__(self) -> None:
        if self.size < 1 or self.margin < 0 or self.channels < 1:
            raise ValueError(
                f"an input of {self.channels} × {self.size}×{self.size} with a margin of "
                f"{self.margin} cannot be; expected at least 1 cell, 1 channel, no margin below 0"
            )
        if not np.isfinite([self.paper, self.ink]).all() or self.paper == self.ink:
            raise ValueError(
                f"paper is {self.paper} and ink {self.ink}; expected two different finite numbers"
            )

    @property
    def side(self) -> int:
        """The side in pixels, with the margin."""
        return self.size + 2 * self.margin

    @property
    def shape(self) -> Shape:
        """The shape (channels, side, side)."""
        return (self.channels, self.side, self.side)

    def prepare(self, images: NDArray[Any]) -> NDArray[np.float32]:
        """Convert a data set's images to a batch of inputs (N, channels, side, side).

        Bytes b (N, h, w), 0 paper … 255 ink, are framed, resized and scaled to the range, each
        operation rounded to float32: b / (255 / (ink − paper)) + paper. Float images (USPS) are
        inputs already; raise ValueError where their size is another.
        """
        if images.dtype != np.uint8:
            return self._as_given(images)
        paper = np.float32(self.paper)
        result = np.full((len(images), *self.shape), paper)
        inside = slice(self.margin, self.margin + self.size)
        picture = result[:, 0, inside, inside]
        scale = np.float32(255 / (self.ink - self.paper))
        np.divide(self.pictures(images), scale, out=picture, dtype=np.float32)
        picture += paper
        result[:, 1:] = result[:, :1]
        return result

    def values(self) -> NDArray[np.float32]:
        """Return the numbers (256,) that :meth:`prepare` makes of the bytes 0 … 255."""
        scale = np.float32(255 / (self.ink - self.paper))
        return np.arange(256, dtype=np.float32) / scale + np.float32(self.paper)

    def pictures(self, images: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return bytes (N, h, w) framed and resized to (N, size, size), without the margin."""
        if self.framing == "size-normalized":
            return size_normalize(images, self.size)
        return resize_bilinear(images, self.size)

    def _as_given(self, images: NDArray[Any]) -> NDArray[np.float32]:
        if np.prod(images.shape[1:]) != np.prod(self.shape):
            raise ValueError(
                f"the images are {'×'.join(map(str, images.shape[1:]))} numbers, "
                f"expected {'×'.join(map(str, self.shape))}"
            )
        return images.reshape(-1, *self.shape).astype(np.float32)
