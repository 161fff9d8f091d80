/** The curves of a training run, from the card of its weights, with the paper's own points. */

import { find } from "./dom.js";
import { createPlot } from "./plot.js";

/** @typedef {{loss: number, misses: number, images: number}} Score */
/** @typedef {{number: number, train: Score, test: Score}} PassRecord */

/** LeCun et al. (1989), after 23 passes. Its loss halves the squares, ours does not. */
const PAPER_PASS = 23;
const PAPER = {
  train: { error: 0.14, loss: 2 * 2.5e-3 },
  test: { error: 5.0, loss: 2 * 1.8e-2 },
};

/**
 * Draw both charts; the result moves their dots to a pass.
 * @param {readonly PassRecord[]} records
 * @param {string} network whose colour the test curves have
 */
export function createCurves(records, network) {
  /** @type {import("./plot.js").Axis} */
  const x = {
    from: -0.5,
    to: records.length + 0.5,
    ticks: [0, 5, 10, 15, 20, records.length].map((pass) => [pass, String(pass)]),
  };
  const errors = createPlot(find("#replay-errors", HTMLElement), x, {
    from: 0.05,
    to: 20,
    log: true,
    ticks: [0.1, 0.3, 1, 3, 10].map((value) => [value, `${value} %`]),
  });
  const losses = createPlot(find("#replay-losses", HTMLElement), x, {
    from: 0.0015,
    to: 0.3,
    log: true,
    ticks: [0.003, 0.01, 0.03, 0.1, 0.3].map((value) => [value, String(value)]),
  });

  /** @type {((pass: number) => void)[]} */
  const moves = [];
  for (const part of /** @type {const} */ (["train", "test"])) {
    const kind = part === "test" ? "own" : "half";
    const word = part === "test" ? "test" : "training";
    const curves = [
      { plot: errors, paper: PAPER[part].error, value: (/** @type {Score} */ score) => (100 * score.misses) / score.images },
      { plot: losses, paper: PAPER[part].loss, value: (/** @type {Score} */ score) => score.loss },
    ];
    for (const { plot, paper, value } of curves) {
      const points = records.map((record) => [record.number, value(record[part])]);
      plot.path(kind, network)(points);
      plot.mark("paper", `the paper, ${word}`)(PAPER_PASS, paper);
      plot.mark(`word ${kind}`, word, network)(points[11][0], points[11][1]);
      const dot = plot.mark(kind, "", network);
      moves.push((pass) => dot(points[Math.max(pass - 1, 0)][0], points[Math.max(pass - 1, 0)][1]));
    }
  }
  return (/** @type {number} */ pass) => moves.forEach((move) => move(pass));
}
