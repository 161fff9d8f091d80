/** A network's parameters: by name as in the weights file, or as one vector in network order. */

/** @typedef {import("../data/checkpoint.js").Tensors} Tensors */

/**
 * The names in network order: each layer's weights, then its biases.
 * @param {Pick<import("./emitted.js").Description, "layers">} network
 * @param {Tensors} tensors
 */
function names({ layers }, tensors) {
  return layers.flatMap(({ name }) => [`${name}.weight`, `${name}.bias`]).filter((name) => name in tensors);
}

/**
 * @param {Pick<import("./emitted.js").Description, "layers">} network
 * @param {Tensors} tensors
 */
export function toVector(network, tensors) {
  const parts = names(network, tensors).map((name) => tensors[name]);
  const vector = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    vector.set(part, at);
    at += part.length;
  }
  return vector;
}

/**
 * @param {Pick<import("./emitted.js").Description, "layers">} network
 * @param {Float32Array} vector
 * @param {Tensors} like tensors of the same names and sizes
 */
export function toTensors(network, vector, like) {
  /** @type {Tensors} */
  const tensors = {};
  let at = 0;
  for (const name of names(network, like)) {
    tensors[name] = vector.slice(at, (at += like[name].length));
  }
  return tensors;
}
