"""An input of any shape, for networks in tests that see no picture."""

from dataclasses import dataclass

from trainer.arrays import Shape
from trainer.networks.input import Input


@dataclass(frozen=True)
class Numbers(Input):
    """So many numbers as they are, in a shape of their own."""

    given: Shape = ()

    @property
    def shape(self) -> Shape:
        return self.given


def numbers(*shape: int) -> Numbers:
    return Numbers(size=1, given=shape)
