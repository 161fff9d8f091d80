/** How a framed drawing becomes a network's input. Mirrors trainer/networks/input.py. */

import { IMAGE_SIZE } from "../constants/ink.js";
import { resizeBilinear, sizeNormalize } from "../ink/resize.js";

/**
 * What a network sees: a square picture of `size` cells a side in a margin of paper, repeated in
 * each channel. `paper` and `ink`: the values of bare paper and of full ink.
 * @typedef {{
 *   size: number, margin: number, side: number, channels: number, paper: number, ink: number,
 *   framing: "centre-of-mass" | "size-normalized",
 * }} Input
 */

/** @typedef {Pick<import("../ink/framing.js").Framed, "ink" | "image28" | "picture">} Images */

/**
 * What a network with such weights sees: they may have been trained on digits framed otherwise.
 * @param {Input} input
 * @param {Input["framing"] | null} framing as the weights' card has it
 * @returns {Input}
 */
export function inputOf(input, framing) {
  return { ...input, framing: framing ?? input.framing };
}

/**
 * What a network sees of a framed drawing.
 * @param {Input} input
 * @param {Images} images
 * @returns {Float32Array} channel by channel, row by row
 */
export function prepareInput(input, images) {
  return fromPicture(input, pictureOf(input, images));
}

/**
 * The same as bytes, without the margin.
 * @param {Input} input
 * @param {Images} images
 * @returns {Uint8Array} size × size
 */
export function pictureOf({ size, framing }, { image28, picture }) {
  if (framing === "size-normalized") return sizeNormalize(image28, IMAGE_SIZE, size);
  return resizeBilinear(picture, Math.sqrt(picture.length), size);
}

/**
 * The input that a picture of the right size becomes: each byte b is b / (255 / (ink − paper)) +
 * paper, each operation rounded to float32.
 * @param {Input} input
 * @param {Uint8Array} picture size × size
 * @returns {Float32Array}
 */
export function fromPicture({ size, margin, side, channels, paper, ink }, picture) {
  const area = side ** 2;
  const values = new Float32Array(channels * area).fill(paper);
  const scale = Math.fround(255 / (ink - paper));
  for (let row = 0, from = 0; row < size; row++) {
    let to = (row + margin) * side + margin;
    for (let column = 0; column < size; column++, from++, to++) {
      values[to] = Math.fround(picture[from] / scale) + Math.fround(paper);
    }
  }
  for (let channel = 1; channel < channels; channel++) values.copyWithin(channel * area, 0, area);
  return values;
}

/**
 * What the networks' inputs are made of, from a picture that is framed already, as MNIST's are.
 * @param {Uint8Array} image28
 * @returns {Images}
 */
export function imagesOf(image28) {
  return { ink: "ink", image28, picture: image28 };
}
