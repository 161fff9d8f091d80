/**
 * Arrays as images: one canvas pixel for each number, enlarged without smoothing by the style sheet
 * (class `pixels`), and repainted when the colour scheme changes.
 */

import { context2d } from "./dom.js";
import { inkColours, onSchemeChange, signedColours } from "./palette.js";

/** @typedef {ArrayLike<number>} Values */

/** @type {WeakMap<HTMLCanvasElement, () => void>} */
const repaint = new WeakMap();

onSchemeChange(() => {
  for (const canvas of document.querySelectorAll("canvas")) repaint.get(canvas)?.();
});

/**
 * Show a canvas as an image of ink: `low` is paper, `high` full ink.
 * @param {HTMLCanvasElement} canvas as many pixels as there are numbers
 * @param {number} low
 * @param {number} high
 */
export function inkPicture(canvas, low, high) {
  return picture(canvas, (pixels, values, first) => {
    const scale = inkColours();
    for (let i = 0; i < pixels.length; i++) {
      pixels[i] = colourAt(scale, (255 * (values[first + i] - low)) / (high - low));
    }
  });
}

/**
 * Show a canvas as an image of signed values on the diverging scale: −range blue, 0 paper, +range red.
 * @param {HTMLCanvasElement} canvas
 * @param {number} range
 */
export function signedPicture(canvas, range) {
  return picture(canvas, (pixels, values, first) => fillSigned(pixels, values, first, range));
}

/**
 * Write numbers as pixels on the diverging scale; NaN leaves a pixel transparent.
 * @param {Uint32Array} pixels
 * @param {Values} values
 * @param {number} first which value the first pixel shows
 * @param {number} range
 */
export function fillSigned(pixels, values, first, range) {
  const scale = signedColours();
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = colourAt(scale, 127 + (127 * values[first + i]) / range);
  }
}

/**
 * @param {Uint32Array} scale
 * @param {number} index clamped to the scale
 */
function colourAt(scale, index) {
  return scale[Math.min(Math.max(Math.round(index), 0), scale.length - 1)];
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {(pixels: Uint32Array, values: Values, first: number) => void} fill
 */
function picture(canvas, fill) {
  const context = context2d(canvas);
  const image = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  /** @type {Values} */
  let values = [];
  let first = 0;

  function paint() {
    fill(pixels, values, first);
    context.putImageData(image, 0, 0);
  }

  /**
   * Draw width × height numbers, row by row, from `offset` on. The array is kept, not copied.
   * @param {Values} numbers
   * @param {number} [offset]
   */
  return function draw(numbers, offset = 0) {
    values = numbers;
    first = offset;
    repaint.set(canvas, paint);
    paint();
  };
}
