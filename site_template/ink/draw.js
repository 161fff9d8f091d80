/** Draws a drawing for people to look at; what the networks see is drawn by raster.js. */

import { IMAGE_SIZE, PAD_SIZE } from "../constants/ink.js";
import { css, palette } from "../ui/palette.js";
import { inkPicture } from "../ui/pixels.js";

/**
 * A ready 28×28 picture, 0 paper … 255 ink, what to call it, and its place in the test set, if
 * that is where it comes from; `row`: all the digits of the picture that it was cut out of.
 * @typedef {{pixels: Uint8Array, name: string, index?: number, row?: readonly Uint8Array[]}} Picture
 */

/**
 * What is on the pad. A picture stands instead of strokes, never beside them.
 * @typedef {{readonly strokes: readonly import("./raster.js").Stroke[], readonly picture: Picture | null}} Drawing
 */

/** Points of one path: what it takes to fill the outline of a path grows with their square. */
const PIECE = 256;

const small = document.createElement("canvas");
small.width = small.height = IMAGE_SIZE;

/**
 * @param {CanvasRenderingContext2D} context in pad pixels
 * @param {Drawing} drawing
 * @param {{pad: number[], ink: number[]}} [colours]
 */
export function drawDrawing(context, { strokes, picture }, colours = palette()) {
  context.fillStyle = css(colours.pad);
  context.fillRect(0, 0, PAD_SIZE, PAD_SIZE);
  if (picture) {
    inkPicture(small, 0, 255)(picture.pixels);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, PAD_SIZE, PAD_SIZE);
    return;
  }
  context.strokeStyle = css(colours.ink);
  context.lineCap = context.lineJoin = "round";
  for (const { points, width } of strokes) {
    context.lineWidth = width;
    for (let start = 0; start < points.length; start += PIECE) {
      context.beginPath();
      context.moveTo(points[start][0], points[start][1]);
      for (const [x, y] of points.slice(start, start + PIECE + 1)) context.lineTo(x, y);
      context.stroke();
    }
  }
}

/**
 * The keyboard's pen: a ring, filled while it is down.
 * @param {CanvasRenderingContext2D} context in pad pixels
 * @param {{x: number, y: number, down: boolean}} cursor
 */
export function drawCursor(context, { x, y, down }) {
  const { red, pad } = palette();
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  context.fillStyle = css(down ? red : pad);
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = css(red);
  context.stroke();
}
