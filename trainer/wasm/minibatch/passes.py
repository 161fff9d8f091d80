"""The exported functions, which run the layers over images, four at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.wasm.memory import Maps
from trainer.wasm.minibatch.frame import IMAGES, Frames, in_frame
from trainer.wasm.wat import FLOAT, Code, get, i32

INT32 = 4
"""Bytes of an int32."""
TRAIN = (
    "(param $images i32) (param $labels i32) (param $order i32) (param $count i32)"
    " (param $batch i32) (param $rates i32) (param $position i64) (result f64 i32)"
)
GRADIENT = (
    "(param $images i32) (param $labels i32) (param $order i32) (param $count i32)"
    " (param $weight f32) (param $position i64) (param $offset i32) (result f64 i32)"
)


@dataclass(frozen=True)
class Call:
    """A layer's function.

    ``all_frames``: it works on all frames at once; ``unused_too``: it is called for frames without
    an image as well, because a later call works on all frames.
    """

    name: str
    all_frames: bool = False
    unused_too: bool = False


@dataclass(frozen=True)
class Picture:
    """The input: ``x`` in a frame, the picture's side without the margin, the margin."""

    x: Maps
    size: int
    margin: int

    @property
    def bytes(self) -> int:
        """Bytes of an image, one a pixel."""
        return self.size**2


def read(picture: Picture, table: int) -> Code:
    """Emit ``read(frame, image)``: look up each byte's number, inside padding and margin."""
    x = picture.x
    code = Code("read", "(param $frame i32) (param $image i32)")
    code.set_i32(x=in_frame(x.inside + picture.margin * (x.row + x.cell)))
    with (
        code.loop(picture.size, x=x.row, image=picture.size),
        code.loop(picture.size, x=x.cell, image=1),
    ):
        entry = "(i32.shl (i32.load8_u (local.get $image)) (i32.const 2))"
        code.set("value", f"(f32.load offset={table} {entry})", "f32")
        for channel in range(x.used):
            code.line(f"(f32.store offset={channel * FLOAT} (local.get $x) (local.get $value))")
    return code


def run(frames: Frames, name: str, calls: Sequence[Call]) -> Code:
    """Emit a function of the number of frames in use that calls the layers' functions.

    Neighbouring layers of maps run frame by frame: what one writes is in the cache for the next.
    """
    code = Code(name, "(param $used i32)")
    neighbours: list[Call] = []
    for call in [*calls, Call("", all_frames=True)]:
        if not call.all_frames:
            neighbours.append(call)
            continue
        for image in range(IMAGES):
            frame = i32(frames.address + image * frames.size)
            for layer in neighbours:
                if not layer.unused_too:
                    code.line(f"(if (i32.gt_s (local.get $used) {i32(image)}) (then")
                code.call(layer.name, frame)
                if not layer.unused_too:
                    code.line("))")
        neighbours = []
        if call.name:
            code.call(call.name, i32(frames.address))
    return code


def gradient(frames: Frames, picture: Picture, classes: int) -> Code:
    """Emit ``gradient(…)``: add up the gradient of some images in the region at ``offset``.

    Return the sum of the losses and the misses. A last group of fewer than four images leaves
    frames unused, whose gradients have weight 0.
    """
    code = Code("gradient", GRADIENT, export=True)
    code.line("(global.set $gradient_offset (local.get $offset))")
    code.set("total", "(f64.const 0)", "f64")
    code.set_i32(misses=0)
    code.line("(block $done (loop $groups")
    code.line("(br_if $done (i32.le_s (local.get $count) (i32.const 0)))")
    for image in range(IMAGES):
        code.line(f"(if (i32.gt_s (local.get $count) {i32(image)}) (then")
        index = f"(i32.load offset={image * INT32} (local.get $order))"
        address = f"(i32.mul {index} {i32(picture.bytes)})"
        frame = i32(frames.address + image * frames.size)
        code.call("read", frame, f"(i32.add (local.get $images) {address})")
        position = f"(i64.add (local.get $position) (i64.const {image}))"
        code.line(f"(i64.store {frame} {position})")
        code.line("))")
    code.call("forward_layers", get("count"))
    for image in range(IMAGES):
        frame = i32(frames.address + image * frames.size)
        code.line(f"(if (i32.gt_s (local.get $count) {i32(image)}) (then")
        index = f"(i32.load offset={image * INT32} (local.get $order))"
        code.set_i32(label=f"(i32.load8_u (i32.add (local.get $labels) {index}))")
        _score(code, frame, classes)
        code.call("loss.gradient", frame, get("label"), get("weight"))
        code.line(") (else")
        code.call("loss.gradient", frame, i32(0), "(f32.const 0)")
        code.line("))")
    code.call("backward_layers", get("count"))
    code.set("position", f"(i64.add (local.get $position) (i64.const {IMAGES}))", "i64")
    code.set_i32(order=f"(i32.add (local.get $order) {i32(IMAGES * INT32)})")
    code.set_i32(count=f"(i32.sub (local.get $count) {i32(IMAGES)})")
    code.line("(br $groups)))")
    code.line("(local.get $total) (local.get $misses)")
    return code


def train(region: int) -> Code:
    """Emit ``train(…)``: steps on mini-batches; return the sum of losses and the misses.

    Both are those before each batch's step. The two halves of a batch (:func:`half`) are added up
    apart, so that two engines, a half each, come to the same bits.
    """
    code = Code("train", TRAIN, export=True)
    code.set("total", "(f64.const 0)", "f64")
    code.set_i32(misses=0)
    code.line("(block $done (loop $batches")
    code.line("(br_if $done (i32.eqz (local.get $count)))")
    smaller = "(i32.lt_u (local.get $count) (local.get $batch))"
    code.set_i32(left=f"(select (local.get $count) (local.get $batch) {smaller})")
    code.set_i32(count="(i32.sub (local.get $count) (local.get $left))")
    weight = "(f32.div (f32.const 1) (f32.convert_i32_u (local.get $left)))"
    code.set("weight", weight, "f32")
    # At least half of the images, in whole groups.
    rounding = 2 * IMAGES - 1
    groups = f"(i32.div_u (i32.add (local.get $left) {i32(rounding)}) {i32(2 * IMAGES)})"
    code.set_i32(half=f"(i32.mul {groups} {i32(IMAGES)})")
    smaller = "(i32.lt_u (local.get $left) (local.get $half))"
    code.set_i32(half=f"(select (local.get $left) (local.get $half) {smaller})")
    for number in (0, 1):
        images = get("half") if number == 0 else "(i32.sub (local.get $left) (local.get $half))"
        code.set_i32(shown=images)
        offset = i32((1 + number) * region)
        arguments = " ".join(
            get(name) for name in ("images", "labels", "order", "shown", "weight", "position")
        )
        code.line(f"(call $gradient {arguments} {offset})")
        code.take("missed", "i32")
        code.take("loss", "f64")
        code.set("total", "(f64.add (local.get $total) (local.get $loss))", "f64")
        code.set_i32(misses="(i32.add (local.get $misses) (local.get $missed))")
        moved = f"(i32.mul (local.get $shown) {i32(INT32)})"
        code.set_i32(order=f"(i32.add (local.get $order) {moved})")
        moved = "(i64.extend_i32_u (local.get $shown))"
        code.set("position", f"(i64.add (local.get $position) {moved})", "i64")
    code.call("step", "(f32.load (local.get $rates))")
    code.set_i32(rates=f"(i32.add (local.get $rates) {i32(FLOAT)})")
    code.line("(br $batches)))")
    code.line("(local.get $total) (local.get $misses)")
    return code


def half(batch: int) -> int:
    """Return how many images of a mini-batch are its first half: whole groups, or all of few."""
    return min(batch, (batch + 2 * IMAGES - 1) // (2 * IMAGES) * IMAGES)


def _score(code: Code, frame: str, classes: int) -> None:
    """Append: $total ← plus the loss, $misses ← plus one if $label is not the largest output."""
    loss = f"(call $loss {frame} (local.get $label))"
    code.set("total", f"(f64.add (local.get $total) {loss})", "f64")
    wrong = f"(i32.ne (call $largest {frame}) (local.get $label))"
    counted = f"(i32.lt_u (local.get $label) {i32(classes)})"
    code.set_i32(misses=f"(i32.add (local.get $misses) (i32.and {wrong} {counted}))")


def largest(y: Maps) -> Code:
    """Emit ``largest(frame)``: the index of the largest output, of equal ones the first."""
    code = Code("largest", "(param $frame i32) (result i32)")
    code.set_i32(best=0, output=0, y=in_frame(y.address))
    code.set("value", "(f32.load (local.get $y))", "f32")
    with code.loop(y.used, y=FLOAT, output=1):
        code.line("(if (f32.gt (f32.load (local.get $y)) (local.get $value)) (then")
        code.set("value", "(f32.load (local.get $y))", "f32")
        code.set_i32(best=get("output"))
        code.line("))")
    code.line(get("best"))
    return code


def _groups(code: Code, frames: Frames, picture: Picture) -> None:
    """Append the start of a loop over groups of images: read them, run the layers forward."""
    code.line("(block $done (loop $groups")
    code.line("(br_if $done (i32.le_s (local.get $count) (i32.const 0)))")
    for image in range(IMAGES):
        code.line(f"(if (i32.gt_s (local.get $count) {i32(image)}) (then")
        address = f"(i32.add (local.get $images) {i32(image * picture.bytes)})"
        frame = i32(frames.address + image * frames.size)
        code.call("read", frame, address)
        code.line(f"(i64.store {frame} (i64.const -1))")
        code.line("))")
    code.call("forward_layers", get("count"))


def _next_group(code: Code, picture: Picture) -> None:
    """Append the end of that loop."""
    code.set_i32(images=f"(i32.add (local.get $images) {i32(IMAGES * picture.bytes)})")
    code.set_i32(count=f"(i32.sub (local.get $count) {i32(IMAGES)})")
    code.line("(br $groups)))")


def evaluate(frames: Frames, picture: Picture, classes: int) -> Code:
    """Emit ``evaluate(images, labels, count)``: return the sum of losses and the misses."""
    signature = "(param $images i32) (param $labels i32) (param $count i32) (result f64 i32)"
    code = Code("evaluate", signature, export=True)
    code.set("total", "(f64.const 0)", "f64")
    code.set_i32(misses=0)
    _groups(code, frames, picture)
    for image in range(IMAGES):
        code.line(f"(if (i32.gt_s (local.get $count) {i32(image)}) (then")
        code.set_i32(label=f"(i32.load8_u offset={image} (local.get $labels))")
        _score(code, i32(frames.address + image * frames.size), classes)
        code.line("))")
    code.set_i32(labels=f"(i32.add (local.get $labels) {i32(IMAGES)})")
    _next_group(code, picture)
    code.line("(local.get $total) (local.get $misses)")
    return code


def forward(frames: Frames, picture: Picture, y: Maps) -> Code:
    """Emit ``forward(images, count, outputs)``: write the outputs, float32 (count, classes)."""
    signature = "(param $images i32) (param $count i32) (param $outputs i32)"
    code = Code("forward", signature, export=True)
    _groups(code, frames, picture)
    size = y.used * FLOAT
    for image in range(IMAGES):
        code.line(f"(if (i32.gt_s (local.get $count) {i32(image)}) (then")
        source = i32(frames.address + image * frames.size + y.address)
        target = f"(i32.add (local.get $outputs) {i32(image * size)})"
        code.line(f"(memory.copy {target} {source} {i32(size)})")
        code.line("))")
    code.set_i32(outputs=f"(i32.add (local.get $outputs) {i32(IMAGES * size)})")
    _next_group(code, picture)
    return code
