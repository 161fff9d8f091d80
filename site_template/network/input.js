/** How a framed drawing becomes a network's input. */

import { lenet5Input, resizeBilinear, sizeNormalize, toSigned } from "../ink/resize.js";

/** @typedef {Pick<import("../ink/framing.js").Framed, "ink" | "image28" | "image16">} Images */

/**
 * Each network's input: how a framed drawing becomes it, and what stands there for bare paper.
 * @type {Record<string, {paper: number, prepare: (framed: Images) => Float32Array}>}
 */
export const INPUTS = {
  "zipcode-1989": { paper: -1, prepare: ({ image16 }) => toSigned(image16) },
  lenet5: { paper: 0, prepare: ({ image28 }) => lenet5Input(image28) },
};

/**
 * What a network with such weights sees: weights trained on digits that fill the image, as the
 * zip codes of 1989 do, get them so.
 * @param {string} network
 * @param {string | null} framing as the weights' card has it
 * @param {Images} framed
 */
export function prepareInput(network, framing, framed) {
  if (framing === "size-normalized") return toSigned(sizeNormalize(framed.image28));
  return INPUTS[network].prepare(framed);
}

/**
 * What the networks' inputs are made of, from a picture that is framed already, as MNIST's are.
 * @param {Uint8Array} image28
 * @returns {Images}
 */
export function imagesOf(image28) {
  return { ink: "ink", image28, image16: resizeBilinear(image28, 28, 16) };
}
