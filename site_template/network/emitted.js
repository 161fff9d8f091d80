/** What the builder's emitted code makes of a network's layers and a set of weights. */

/**
 * @typedef {object} EmittedNetwork
 * @property {string} name
 * @property {number[]} inputShape
 * @property {EmittedLayer[]} layers
 * @property {Record<string, Float64Array>} activations by layer, as of the last forward pass
 * @property {(input: ArrayLike<number>) => Float64Array} forward
 * @property {(outputGradient: ArrayLike<number>) => Float64Array} inputGradient of a mixture of
 *   outputs, by the input of the last forward pass
 */

/** @typedef {{name: string, kind: string, shape: number[], [more: string]: any}} EmittedLayer */

/**
 * What the ten outputs mean: activations of tanh units, or probabilities.
 * @param {Pick<EmittedNetwork, "layers">} network
 * @returns {"Tanh" | "Softmax"}
 */
export function outputKind(network) {
  return network.layers.at(-1)?.kind === "Softmax" ? "Softmax" : "Tanh";
}
