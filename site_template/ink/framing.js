/**
 * From strokes drawn anywhere, at any size, to the picture a network expects: ink box → one
 * pen for all → centre of mass → 28×28. The strokes are drawn again at each step, never
 * resampled. Mirrors trainer/ink/framing.py to the bit.
 */

import {
  CENTRE_OF_MASS,
  FRAMED_PEN_WIDTH,
  IMAGE_SIZE,
  MIN_DIGIT_SIZE,
  PAD_SIZE,
  PATH_SIZE,
} from "../constants/ink.js";
import { resizeBilinear } from "./resize.js";
import { createRaster, rasterize } from "./raster.js";

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
 * `picture` is what inputs are resized from: `image28`, or the whole pad, 280×280.
 * `ink`: "none" (no point), "speck" (too small to be a digit; not read) or "ink".
 * `drawn` → `boxed` → `redrawn` → `centred`: the strokes' place in 28×28, step by step.
 * @typedef {{
 *   ink: "none" | "speck" | "ink",
 *   drawn: Placement, boxed: Placement, redrawn: Placement, centred: Placement,
 *   image28: Uint8Array, picture: Uint8Array,
 * }} Framed
 */

/** @type {FramingOptions} */
export const DEFAULT_FRAMING = Object.freeze({
  box: true,
  redraw: true,
  mass: true,
  whole: false,
});

const small = createRaster(IMAGE_SIZE);
/** @type {Raster | undefined} */
let pad;

/**
 * Frame strokes (pad pixels) into 28×28 bytes.
 * @param {readonly Stroke[]} strokes
 * @param {FramingOptions} [options]
 * @returns {Framed}
 */
export function frame(strokes, options = DEFAULT_FRAMING) {
  /** @type {Placement} */
  const drawn = { scale: IMAGE_SIZE / PAD_SIZE, dx: 0, dy: 0, pen: 0 };
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
    const picture = new Uint8Array(IMAGE_SIZE * IMAGE_SIZE);
    const places = { drawn, boxed: drawn, redrawn: drawn, centred: drawn };
    return { ink: "none", ...places, image28: picture, picture };
  }
  const side = Math.max(x1 - x0, y1 - y0);
  const ink = side >= MIN_DIGIT_SIZE ? "ink" : "speck";

  let boxed = drawn;
  if (options.box) {
    const scale = PATH_SIZE / Math.max(side, MIN_DIGIT_SIZE);
    const dx = IMAGE_SIZE / 2 - ((x0 + x1) / 2) * scale;
    const dy = IMAGE_SIZE / 2 - ((y0 + y1) / 2) * scale;
    boxed = { scale, dx, dy, pen: 0 };
  }
  const redrawn = options.redraw ? { ...boxed, pen: FRAMED_PEN_WIDTH } : boxed;
  const centred = options.mass ? centreMass(strokes, redrawn) : redrawn;

  if (options.whole) {
    pad ??= createRaster(PAD_SIZE);
    const picture = rasterize(pad, strokes, { scale: 1, dx: 0, dy: 0, pen: 0 }).slice();
    const image28 = resizeBilinear(picture, PAD_SIZE, IMAGE_SIZE);
    return { ink, drawn, boxed, redrawn, centred, image28, picture };
  }
  const picture = rasterize(small, strokes, centred).slice();
  return { ink, drawn, boxed, redrawn, centred, image28: picture, picture };
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
  for (let y = 0; y < IMAGE_SIZE; y++) {
    for (let x = 0; x < IMAGE_SIZE; x++) {
      const ink = picture[y * IMAGE_SIZE + x];
      total += ink;
      sumX += ink * x;
      sumY += ink * y;
    }
  }
  if (total === 0) return placement;
  const dx = placement.dx + (CENTRE_OF_MASS - sumX / total);
  const dy = placement.dy + (CENTRE_OF_MASS - sumY / total);
  return { ...placement, dx, dy };
}
