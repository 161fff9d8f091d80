/**
 * From strokes drawn anywhere, at any size, to the picture a network expects: ink box → one
 * pen for all → centre of mass → 28×28. The strokes are drawn again at each step, never
 * resampled. Mirrors trainer/ink/framing.py to the bit.
 */

import { resizeBilinear } from "./resize.js";
import { createRaster, PAD, rasterize } from "./raster.js";

/** @typedef {import("./raster.js").Stroke} Stroke */
/** @typedef {import("./raster.js").Placement} Placement */
/** @typedef {import("./raster.js").Raster} Raster */

/**
 * The steps of framing, each of which can be left out; `whole` leaves out all.
 * `box`: scale the ink box to 20 pixels and centre it (else: the pad, scaled to 28).
 * `redraw`: one pen of the best width (else: the pen as drawn, scaled with the strokes).
 * `mass`: shift the centre of mass to the middle.
 * `whole`: the whole pad, as drawn, straight to the input's size (Ismanto 2026).
 * @typedef {{box: boolean, redraw: boolean, mass: boolean, whole: boolean}} FramingOptions
 */

/**
 * What framing made of the strokes; the pictures are bytes, 0 paper … 255 ink.
 * `ink`: "none" (no point), "speck" (too small to be a digit; not read) or "ink".
 * `drawn` → `boxed` → `redrawn` → `centred`: the strokes' place in 28×28, step by step.
 * @typedef {{
 *   ink: "none" | "speck" | "ink",
 *   drawn: Placement, boxed: Placement, redrawn: Placement, centred: Placement,
 *   image28: Uint8Array, image16: Uint8Array,
 * }} Framed
 */

export const SIZE = 28;
/** Width of the re-drawn pen, of 28 pixels. */
export const PEN = 2;
/** Longer side of the pen's path: with the pen and its grey rim 20 pixels, as in MNIST. */
export const BOX = 20 - PEN - 1;
/** Where MNIST has its centre of mass: pixel index 14.0, that is 14.5 from the edge. */
export const MIDDLE = 14;
/** A path whose longer side is under this many pad pixels is a speck, not a digit. */
export const SPECK = 14;

/** @type {FramingOptions} */
export const DEFAULT_FRAMING = Object.freeze({
  box: true,
  redraw: true,
  mass: true,
  whole: false,
});

const small = createRaster(SIZE);
/** @type {Raster | undefined} */
let pad;

/**
 * Frame strokes (pad pixels) into 28×28 and 16×16 bytes.
 * @param {readonly Stroke[]} strokes
 * @param {FramingOptions} [options]
 * @returns {Framed}
 */
export function frame(strokes, options = DEFAULT_FRAMING) {
  /** @type {Placement} */
  const drawn = { scale: SIZE / PAD, dx: 0, dy: 0, pen: 0 };
  let x0 = Infinity;
  let y0 = Infinity;
  let x1 = -Infinity;
  let y1 = -Infinity;
  for (const { points } of strokes) {
    for (const [x, y] of points) {
      x0 = Math.min(x0, x);
      y0 = Math.min(y0, y);
      x1 = Math.max(x1, x);
      y1 = Math.max(y1, y);
    }
  }
  if (x1 < x0) {
    const image28 = new Uint8Array(SIZE * SIZE);
    const image16 = new Uint8Array(16 * 16);
    return { ink: "none", drawn, boxed: drawn, redrawn: drawn, centred: drawn, image28, image16 };
  }
  const side = Math.max(x1 - x0, y1 - y0);
  const ink = side >= SPECK ? "ink" : "speck";

  let boxed = drawn;
  if (options.box) {
    const scale = BOX / Math.max(side, SPECK);
    const dx = SIZE / 2 - ((x0 + x1) / 2) * scale;
    const dy = SIZE / 2 - ((y0 + y1) / 2) * scale;
    boxed = { scale, dx, dy, pen: 0 };
  }
  const redrawn = options.redraw ? { ...boxed, pen: PEN } : boxed;
  const centred = options.mass ? centreMass(strokes, redrawn) : redrawn;

  if (options.whole) {
    pad ??= createRaster(PAD);
    const picture = rasterize(pad, strokes, { scale: 1, dx: 0, dy: 0, pen: 0 });
    const image28 = resizeBilinear(picture, PAD, SIZE);
    const image16 = resizeBilinear(picture, PAD, 16);
    return { ink, drawn, boxed, redrawn, centred, image28, image16 };
  }
  const image28 = rasterize(small, strokes, centred).slice();
  const image16 = resizeBilinear(image28, SIZE, 16);
  return { ink, drawn, boxed, redrawn, centred, image28, image16 };
}

/**
 * Shift a placement so that the picture's centre of mass is at index (14.0, 14.0).
 * @param {readonly Stroke[]} strokes
 * @param {Placement} placement
 * @returns {Placement}
 */
function centreMass(strokes, placement) {
  const picture = rasterize(small, strokes, placement);
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const ink = picture[y * SIZE + x];
      total += ink;
      sumX += ink * x;
      sumY += ink * y;
    }
  }
  if (total === 0) return placement;
  const dx = placement.dx + (MIDDLE - sumX / total);
  const dy = placement.dy + (MIDDLE - sumY / total);
  return { ...placement, dx, dy };
}
