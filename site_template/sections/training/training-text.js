/** The texts on a training run: its progress, its speed, and whether its weights are the shipped ones. */

import { count } from "../../ui/numbers.js";
import { hashOf, shippedHash } from "./trained-weights.js";
import { isOver, isStandard } from "./training-state.js";

/** @typedef {import("./training-state.js").Training} Training */
/** @typedef {import("./trainable.js").TrainingSetup} TrainingSetup */
/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */

/** @param {Training} training */
export function startLabel({ phase, done }) {
  if (phase === "running") return "Pause";
  return done > 0 ? "Continue" : "Start";
}

/** @param {Training} training */
export function sentence(training) {
  const { phase, done, images, last, passes, failure } = training;
  if (phase === "unsupported") return failure;
  if (phase === "failed") return `${failure} What it had learned is kept: Continue makes a new worker.`;
  if (phase === "idle" && failure) return failure;
  if (phase === "idle") return `${last} passes over ${count(images)} digits: ${count(last * images)} corrections.`;
  const test = passes.at(-1)?.test;
  const wrong = test ? ` Misread: ${count(test.misses)} of ${count(test.images)} test digits.` : "";
  if (isOver(training)) return `Trained.${wrong}`;
  const place = `Pass ${Math.floor(done / images) + 1} of ${last}, digit ${count(done % images)}.`;
  return `${phase === "resting" ? "Resting. " : ""}${place}${wrong}`;
}

/**
 * @param {Pick<PageNetwork, "published">} network
 * @param {Training} training
 */
export function speedSentence({ published }, { perSecond, images }) {
  if (!perSecond) return "";
  const now = `${count(Math.round(perSecond))} digits a second`;
  const timed = published.find(({ seconds }) => seconds);
  if (!timed?.seconds) return `${now}.`;
  const then = (images * timed.passes) / timed.seconds;
  const times = Number((perSecond / then).toPrecision(2));
  return `${now}; in ${timed.name}, ${then.toFixed(2)}: ${count(times)} times as fast.`;
}

/**
 * @param {PageNetwork} network
 * @param {Training} training
 * @param {TrainingSetup} setup
 */
export function proofSentence(network, training, setup) {
  if (!isOver(training) || !training.vector) return "";
  const own = hashOf(training.vector);
  if (!isStandard(training, setup.recipe)) {
    return `SHA-256 of these weights: ${own}. The shipped run has seed ${setup.recipe.seed} and learning rate ${setup.recipe.learning_rate}.`;
  }
  const shipped = shippedHash(network, setup);
  if (!shipped) return `SHA-256 of these weights: ${own}. The weights in this page are not of this recipe.`;
  if (own === shipped) return `Equal to the shipped weights, bit for bit. SHA-256 of both: ${own}.`;
  return `Not the shipped weights: their SHA-256 is ${shipped}, of these ${own}. That should not happen; please report it.`;
}
