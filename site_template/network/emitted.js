/** What the builder's emitted code makes of a network: what it is, and with weights what it does. */

/**
 * A network as builder/emit.py describes it. `outputKind`: activations of tanh units, probabilities,
 * or neither. `published`: training runs of it that were published, its own paper's first; errors
 * are shares.
 * @typedef {object} Description
 * @property {string} name
 * @property {string} title
 * @property {import("./input.js").Input} input
 * @property {number[]} inputShape
 * @property {string[]} classes what each output stands for
 * @property {OutputKind} outputKind
 * @property {PublishedRun[]} published
 * @property {EmittedLayer[]} layers
 */

/**
 * @typedef {object} Running
 * @property {Record<string, Float64Array>} activations by layer, as of the last forward pass
 * @property {(input: ArrayLike<number>) => Float64Array} forward
 * @property {(outputGradient: ArrayLike<number>) => Float64Array} inputGradient of a mixture of
 *   outputs, by the input of the last forward pass
 */

/** @typedef {Description & Running} EmittedNetwork */

/** @typedef {"Tanh" | "Softmax" | "Other"} OutputKind */
/** @typedef {{error: number, loss: number}} PublishedResult */
/**
 * After so many passes; `seconds`: what they took, where that was told.
 * @typedef {{name: string, passes: number, train: PublishedResult, test: PublishedResult, seconds: number | null}} PublishedRun
 */

/** `stage`: drawn by itself. @typedef {{name: string, kind: string, stage: boolean, shape: number[], [more: string]: any}} EmittedLayer */

/**
 * The first layer that is a convolution, if there is one.
 * @param {Pick<Description, "layers">} network
 */
export function firstConvolution({ layers }) {
  return layers.find(({ kind }) => kind === "Conv");
}
