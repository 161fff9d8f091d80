/**
 * One drawing, read by every network: frame it, prepare each network's input, run it, decide.
 * A drawing is read once, however many views ask.
 */

import { frame } from "../ink/framing.js";
import { imagesOf } from "./input.js";

/** @typedef {import("./input.js").Images} Images */
/** @typedef {import("./networks.js").PageNetwork} PageNetwork */

/**
 * What one network makes of the drawing. The activations of `weights.model` are valid until the next
 * reading.
 * @typedef {object} NetworkReading
 * @property {PageNetwork} network
 * @property {import("./weight-set.js").WeightSet} weights
 * @property {Float32Array} input
 * @property {Float64Array} outputs
 * @property {import("./decision.js").Decision} decision
 */

/** @typedef {{framed: Images, networks: NetworkReading[]}} Reading */
/**
 * What is to be read, how it is framed, and by which weights of each network (their ids).
 * @typedef {object} Question
 * @property {import("../ink/draw.js").Drawing} drawing
 * @property {import("../ink/framing.js").FramingOptions} framing
 * @property {Readonly<Record<string, string>>} weights
 */
/** @typedef {(question: Question) => Reading} Reader */

/**
 * @param {readonly PageNetwork[]} networks
 * @returns {Reader}
 */
export function createReader(networks) {
  /** @type {Question | null} */
  let answered = null;
  /** @type {Reading | null} */
  let reading = null;

  return function read(question) {
    if (reading && answered && sameQuestion(answered, question)) return reading;
    const framed = framedDrawing(question);
    const readings = networks.map((network) => {
      const weights = network.weightSet(question.weights[network.name]);
      const input = weights.prepare(framed);
      const outputs = weights.model.forward(input);
      const decision = weights.decide(outputs, framed.ink);
      return { network, weights, input, outputs, decision };
    });
    answered = question;
    reading = { framed, networks: readings };
    return reading;
  };
}

/**
 * Several digits, one by one, by one network; the pad's reading stays as it is.
 * @param {import("./weight-set.js").WeightSet} weights
 * @param {readonly Images[]} digits framed
 */
export function readRow(weights, digits) {
  return digits.map((images) =>
    weights.decide(weights.copy.forward(weights.prepare(images)), images.ink),
  );
}

/**
 * @param {Question} a
 * @param {Question} b
 */
function sameQuestion(a, b) {
  return a.drawing === b.drawing && a.framing === b.framing && a.weights === b.weights;
}

/**
 * @param {Question} question
 * @returns {Images}
 */
function framedDrawing({ drawing, framing }) {
  const { picture, strokes } = drawing;
  if (!picture) return frame(strokes, framing);
  return imagesOf(picture.pixels);
}
