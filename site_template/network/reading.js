/**
 * One drawing, read by every network: frame it, prepare each network's input, run it, decide.
 * A drawing is read once, however many views ask.
 */

import { decide } from "./decision.js";
import { frame } from "../ink/framing.js";
import { lenet5Input, resizeBilinear, sizeNormalize, toSigned } from "../ink/resize.js";

/** @typedef {import("./decision.js").Decision} Decision */
/** @typedef {import("../ink/framing.js").Framed} Framed */
/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../data/checkpoint.js").Checkpoint} Checkpoint */

/**
 * What the builder's emitted code makes of a network's layers and its weights.
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
 * A network on the page: its code and every set of weights that can be chosen.
 * @typedef {object} PageNetwork
 * @property {string} name
 * @property {string} title
 * @property {string} first the weights chosen at first
 * @property {string[]} weights
 * @property {(weights: string) => Checkpoint} checkpoint
 * @property {(weights: string) => EmittedNetwork} network the one that `read` runs
 * @property {(tensors: Checkpoint["tensors"]) => EmittedNetwork} create one more, for work of one's own
 * @property {(weights: string, checkpoint: Checkpoint) => void} add weights made here; one name, one set
 */

/**
 * What one network makes of the drawing. `activations` are the network's own arrays, written
 * over by the next reading.
 * @typedef {object} NetworkReading
 * @property {PageNetwork} page
 * @property {string} weights
 * @property {EmittedNetwork} network
 * @property {Float32Array} input
 * @property {Float64Array} outputs
 * @property {Decision} decision
 */

/** @typedef {Pick<Framed, "ink" | "image28" | "image16">} Images */
/** @typedef {{framed: Images, networks: NetworkReading[]}} Reading */
/** @typedef {(state: State) => Reading} Reader */

/**
 * Each network's input: how a framed drawing becomes it, and what stands there for bare paper.
 * @type {Record<string, {paper: number, prepare: (framed: Images) => Float32Array}>}
 */
export const INPUTS = {
  "zipcode-1989": { paper: -1, prepare: ({ image16 }) => toSigned(image16) },
  lenet5: { paper: 0, prepare: ({ image28 }) => lenet5Input(image28) },
};

/**
 * What a network with these weights sees: weights trained on digits that fill the image, as the
 * zip codes of 1989 do, get them so.
 * @param {PageNetwork} page
 * @param {string} weights
 * @param {Images} framed
 */
export function prepareInput(page, weights, framed) {
  const { card } = page.checkpoint(weights);
  if (card.framing === "size-normalized") return toSigned(sizeNormalize(framed.image28));
  return INPUTS[page.name].prepare(framed);
}

/**
 * @param {readonly PageNetwork[]} pages
 * @returns {Reader}
 */
export function createReader(pages) {
  /** @type {State | null} */
  let readState = null;
  /** @type {Reading | null} */
  let reading = null;

  return function read(state) {
    if (reading && readState && sameQuestion(readState, state)) return reading;
    const framed = framedDrawing(state);
    const networks = pages.map((page) => {
      const weights = state.weights[page.name];
      const network = page.network(weights);
      const input = prepareInput(page, weights, framed);
      const outputs = network.forward(input);
      const kind = outputKind(network);
      const { decision: calibration } = page.checkpoint(weights).card;
      const decision = decide(outputs, kind, framed.ink, calibration);
      return { page, weights, network, input, outputs, decision };
    });
    readState = state;
    reading = { framed, networks };
    return reading;
  };
}

/**
 * Whether two states hold the same drawing, to be read in the same way.
 * @param {State} a
 * @param {State} b
 */
function sameQuestion(a, b) {
  return a.drawing === b.drawing && a.framing === b.framing && a.weights === b.weights;
}

/**
 * @param {State} state
 * @returns {Images}
 */
function framedDrawing({ drawing, framing }) {
  const { picture, strokes } = drawing;
  if (!picture) return frame(strokes, framing);
  return imagesOf(picture.pixels);
}

/**
 * What the networks' inputs are made of, from a picture that is framed already, as MNIST's are.
 * @param {Uint8Array} image28
 * @returns {Images}
 */
export function imagesOf(image28) {
  return { ink: "ink", image28, image16: resizeBilinear(image28, 28, 16) };
}

/**
 * What the ten outputs mean: activations of tanh units, or probabilities.
 * @param {Pick<EmittedNetwork, "layers">} network
 * @returns {"Tanh" | "Softmax"}
 */
export function outputKind(network) {
  return network.layers.at(-1)?.kind === "Softmax" ? "Softmax" : "Tanh";
}
