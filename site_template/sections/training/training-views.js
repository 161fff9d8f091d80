/** The network in training: its curves, its kernels, and its reading of the pad. */

import { createBars } from "../../ui/bars.js";
import { decide } from "../../network/decision.js";
import { find, findAll, setText } from "../../ui/dom.js";
import { toTensors } from "../../network/parameters.js";
import { signedPicture } from "../../ui/pixels.js";
import { createPlot } from "../../ui/plot.js";
import { verdict } from "../../network/sureness.js";
import { prepareInput } from "../../network/input.js";
import { errorAxis, lossAxis, passAxis } from "../../network/run-axes.js";
import { firstConvolution } from "../../network/emitted.js";

/** @typedef {import("../../data/card.js").PassRecord} PassRecord */
/** @typedef {import("../../data/card.js").Score} Score */
/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */
/** @typedef {import("../../state/store.js").State} State */

/**
 * Plot error and loss after every pass, over the shipped run's and the published results.
 * @param {PageNetwork} network
 * @param {number} last pass
 */
export function createRunCurves(network, last) {
  const shipped = network.first.checkpoint.card.passes;
  const x = passAxis(last);
  const charts = [
    {
      plot: createPlot(find("#train-errors", HTMLElement), x, errorAxis(shipped)),
      value: (/** @type {Score} */ { misses, images }) => (100 * misses) / images,
      published: (/** @type {{error: number, loss: number}} */ { error }) => 100 * error,
    },
    {
      plot: createPlot(find("#train-losses", HTMLElement), x, lossAxis(shipped)),
      value: (/** @type {Score} */ { loss }) => loss,
      published: (/** @type {{error: number, loss: number}} */ { loss }) => loss,
    },
  ];
  const parts = /** @type {const} */ (["train", "test"]);
  /** @type {((records: readonly PassRecord[]) => void)[]} */
  const lines = [];
  for (const { plot, value, published } of charts) {
    for (const part of parts) {
      const points = (/** @type {readonly PassRecord[]} */ records) =>
        records.map((record) => [record.number, value(record[part])]);
      plot.path("shipped")(points(shipped));
      const kind = part === "test" ? "own" : "half";
      const line = plot.path(kind, network.name);
      lines.push((records) => line(points(records)));
      network.published.forEach(({ passes, ...results }, i) => {
        plot.mark(i === 0 ? "paper" : "paper other", "")(passes, published(results[part]));
      });
    }
  }
  return (/** @type {readonly PassRecord[]} */ records) => lines.forEach((draw) => draw(records));
}

/**
 * Draw the kernels of the first convolution.
 * @param {PageNetwork} network
 */
export function createRunKernels(network) {
  const layer = firstConvolution(network);
  if (!layer) return () => {};
  const weight = `${layer.name}.weight`;
  const { tensors } = network.first.checkpoint;
  const canvases = findAll("#train-kernels canvas", HTMLCanvasElement);
  const largest = tensors[weight].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const pictures = canvases.map((canvas) => signedPicture(canvas, largest));
  const size = tensors[weight].length / canvases.length;
  const blank = new Float32Array(tensors[weight].length);
  return (/** @type {Float32Array | null} */ vector) => {
    const kernels = vector ? toTensors(network, vector, tensors)[weight] : blank;
    pictures.forEach((draw, i) => draw(kernels, i * size));
  };
}

/**
 * Show how the network in training reads the drawing.
 * @param {PageNetwork} network
 */
export function createLearner(network) {
  const answer = find("#train-answer", HTMLElement);
  const digit = find(".digit", HTMLElement, answer);
  const sure = find(".verdict", HTMLElement, answer);
  const like = network.first.checkpoint.tensors;
  const kind = network.outputKind;
  const drawBars = createBars(find("#train-bars", HTMLElement), kind === "Softmax");

  /** What was measured of these very numbers, if they are in the page. @param {Float32Array} vector */
  function calibrationOf(vector) {
    const equal = network.weightSets.find(
      ({ vector: own, checkpoint }) => !checkpoint.card.framing && own.every((value, i) => Object.is(value, vector[i])),
    );
    return equal?.checkpoint.card.calibration ?? null;
  }

  /**
   * @param {Float32Array | null} vector
   * @param {import("../../network/input.js").Images} framed
   */
  return function draw(vector, framed) {
    if (!vector || framed.ink === "none") {
      answer.dataset.state = "blank";
      setText(digit, "–");
      setText(sure, vector ? "nothing drawn" : "not begun");
      drawBars(null, -1);
      return;
    }
    const model = network.create(toTensors(network, vector, like));
    const outputs = model.forward(prepareInput(network.input, framed));
    const decision = decide(outputs, kind, framed.ink, calibrationOf(vector));
    answer.dataset.state = decision.state;
    setText(digit, decision.state === "blank" ? "–" : network.classes[decision.digit]);
    setText(sure, verdict(decision, "sure:"));
    drawBars(outputs, decision.state === "accepted" ? decision.digit : -1);
  };
}
