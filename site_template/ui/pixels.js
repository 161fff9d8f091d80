/**
 * Numbers as crisp pictures: one canvas pixel for each number, enlarged by the style sheet
 * (class `pixels`). Pictures follow the colour scheme by themselves.
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
 * A picture of ink: `low` is bare paper, `high` full ink.
 * @param {HTMLCanvasElement} canvas as many pixels as there are numbers
 * @param {number} low
 * @param {number} high
 */
export function inkPicture(canvas, low, high) {
  return picture(canvas, inkColours, (value) => (255 * (value - low)) / (high - low), 255);
}

/**
 * A picture of signed values on the page's one diverging scale: −range blue, 0 paper, +range red.
 * @param {HTMLCanvasElement} canvas
 * @param {number} range
 */
export function signedPicture(canvas, range) {
  return picture(canvas, signedColours, (value) => 127 + (127 * value) / range, 254);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => Uint32Array} scale
 * @param {(value: number) => number} place where a value lies on the scale
 * @param {number} last index of the scale
 */
function picture(canvas, scale, place, last) {
  const context = context2d(canvas);
  const image = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  /** @type {Values} */
  let values = [];
  let first = 0;

  function paint() {
    const colours = scale();
    for (let i = 0; i < pixels.length; i++) {
      const at = Math.round(place(values[first + i]));
      pixels[i] = colours[Math.min(Math.max(at, 0), last)];
    }
    context.putImageData(image, 0, 0);
  }

  /**
   * Draw width × height numbers, row by row, from `offset` on. They are kept, not copied.
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
