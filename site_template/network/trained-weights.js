/** Weights that were trained in this page: their name, their card, their hash, their file. */

import { choose } from "../sections/answers/answers.js";
import { sha256 } from "../data/sha256.js";
import { toTensors, toVector } from "./parameters.js";

/** @typedef {import("../data/checkpoint.js").Checkpoint} Checkpoint */
/** @typedef {import("./reading.js").PageNetwork} PageNetwork */
/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../sections/training/training-state.js").Training} Training */

/** As builder/blocks/training.py writes it. @typedef {{data: string, images: number, recipe: any}} Given */

/** `vector` in network order. @typedef {{name: string, card: any, vector: Float32Array}} Made */

/**
 * A run's weights: equal names have equal numbers, since training is deterministic.
 * @param {Training} training must have begun
 * @param {Given} given
 * @returns {Made}
 */
export function weightsOf(training, { data, recipe }) {
  const { seed, rate, done, images, passes, vector } = training;
  const shown = done % images ? `${done} images` : `${done / images} passes`;
  const name = `seed ${seed}, ${shown}${rate === recipe.learning_rate ? "" : `, rate ${rate}`}`;
  const card = {
    network: recipe.network,
    name,
    data,
    recipe: { ...recipe, seed, learning_rate: rate, passes: passes.length },
    engine: "wasm",
    images_shown: done,
    passes,
    date: new Date().toISOString().slice(0, 10),
    versions: { browser: navigator.userAgent },
  };
  if (!vector) throw new Error("there is no run");
  return { name, card, vector };
}

/**
 * Make weights known to the page, so that they can be chosen.
 * @param {PageNetwork} page
 * @param {Made} made
 */
export function register(page, { name, card, vector }) {
  page.add(name, checkpointOf(page, card, vector));
}

/**
 * @param {PageNetwork} page
 * @param {any} card
 * @param {Float32Array} vector
 * @returns {Checkpoint}
 */
export function checkpointOf(page, card, vector) {
  const { tensors, shapes } = page.checkpoint(page.first);
  return { tensors: toTensors(page.network(page.first), vector, tensors), shapes, card };
}

/**
 * Keep weights and choose them.
 * @param {State} state
 * @param {string} network
 * @param {Made} made
 * @returns {State}
 */
export function use(state, network, made) {
  const others = state.made.filter(({ name }) => name !== made.name);
  return choose({ ...state, made: [...others, made] }, network, made.name);
}

/**
 * SHA-256 of the parameters as the engine and Python hold them.
 * @param {Float32Array} vector
 */
export function hashOf(vector) {
  return sha256(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
}

/**
 * The hash that the recipe's weights have, if they are in this page and the engine made them.
 * @param {PageNetwork} page
 * @param {Given} given
 */
export function shippedHash(page, { recipe }) {
  if (!page.weights.includes(recipe.name)) return null;
  const { tensors, card } = page.checkpoint(recipe.name);
  const { seed, learning_rate: rate, passes } = card.recipe ?? {};
  const same = seed === recipe.seed && rate === recipe.learning_rate && passes === recipe.passes;
  return same && card.engine === "wasm" ? hashOf(toVector(page.network(recipe.name), tensors)) : null;
}
