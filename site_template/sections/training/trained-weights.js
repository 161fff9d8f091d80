/** Weights that were trained in this page: their title, their card, their hash, their file. */

import { sha256 } from "../../data/sha256.js";
import { toTensors } from "../../network/parameters.js";

/** @typedef {import("../../data/checkpoint.js").Checkpoint} Checkpoint */
/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */
/** @typedef {import("./training-state.js").Training} Training */

/** @typedef {import("./trainable.js").TrainingSetup} TrainingSetup */

/** @typedef {import("../../data/card.js").Card} Card */

/** `vector` in network order. @typedef {{title: string, card: Card, vector: Float32Array}} TrainedWeights */

/**
 * Return the weights of a run.
 * @param {Training} training that has begun
 * @param {TrainingSetup} setup
 * @returns {TrainedWeights}
 */
export function weightsOf(training, { data, recipe }) {
  const { seed, rate, done, images, passes, vector } = training;
  const shown = done % images ? `${done} images` : `${done / images} passes`;
  const title = `seed ${seed}, ${shown}${rate === recipe.learning_rate ? "" : `, rate ${rate}`}`;
  /** @type {Card} */
  const card = {
    network: recipe.network,
    name: title,
    data,
    framing: null,
    recipe: { ...recipe, seed, learning_rate: rate, passes: passes.length },
    engine: "wasm",
    images_shown: done,
    passes,
    taught: null,
    date: new Date().toISOString().slice(0, 10),
    versions: { browser: navigator.userAgent },
    calibration: null,
    stroke_score: null,
  };
  if (!vector) throw new Error("there is no run");
  return { title, card, vector };
}

/**
 * Register weights with their network, so that they can be chosen.
 * @param {PageNetwork} network
 * @param {TrainedWeights} made
 */
export function register(network, { title, card, vector }) {
  return network.add(title, checkpointOf(network, card, vector));
}

/**
 * @param {PageNetwork} network
 * @param {Card} card
 * @param {Float32Array} vector
 * @returns {Checkpoint}
 */
export function checkpointOf(network, card, vector) {
  const { checkpoint } = network.first;
  const { tensors, shapes } = checkpoint;
  return { tensors: toTensors(network, vector, tensors), shapes, card };
}

/**
 * Return the SHA-256 of the parameters as the engine and Python hold them.
 * @param {Float32Array} vector
 */
export function hashOf(vector) {
  return sha256(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
}

/**
 * Return the hash of the recipe's weights, if they are in this page and the engine trained them.
 * @param {PageNetwork} network
 * @param {TrainingSetup} setup
 */
export function shippedHash(network, { recipe }) {
  const shipped = network.find(recipe.name);
  if (!shipped) return null;
  const { card } = shipped.checkpoint;
  if (!card.recipe || card.engine !== "wasm") return null;
  const { seed, learning_rate: rate, passes } = card.recipe;
  const same = seed === recipe.seed && rate === recipe.learning_rate && passes === recipe.passes;
  return same ? hashOf(shipped.vector) : null;
}
