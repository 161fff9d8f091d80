/** The curves of a training run, from the card of its weights, with the paper's own points. */

import { find } from "../../ui/dom.js";
import { createPlot } from "../../ui/plot.js";
import { errorAxis, lossAxis, passAxis } from "../../network/run-axes.js";

/** @typedef {import("../../data/card.js").Score} Score */
/** @typedef {import("../../data/card.js").PassRecord} PassRecord */

/**
 * Draw both charts; call the result to move their dots to a pass.
 * @param {readonly PassRecord[]} records
 * @param {import("../../network/emitted.js").Description} network whose colour the test curves have
 */
export function createCurves(records, { name, published }) {
  const x = passAxis(records.length);
  const errors = createPlot(find("#replay-errors", HTMLElement), x, errorAxis(records));
  const losses = createPlot(find("#replay-losses", HTMLElement), x, lossAxis(records));
  const [paper] = published;
  const labelled = Math.floor((records.length - 1) / 2);

  /** @type {((pass: number) => void)[]} */
  const moves = [];
  for (const part of /** @type {const} */ (["train", "test"])) {
    const kind = part === "test" ? "own" : "half";
    const word = part === "test" ? "test" : "training";
    const curves = [
      { plot: errors, result: paper && 100 * paper[part].error, value: (/** @type {Score} */ score) => (100 * score.misses) / score.images },
      { plot: losses, result: paper?.[part].loss, value: (/** @type {Score} */ score) => score.loss },
    ];
    for (const { plot, result, value } of curves) {
      const points = records.map((record) => [record.number, value(record[part])]);
      plot.path(kind, name)(points);
      if (result) plot.mark("paper", `the paper, ${word}`)(paper.passes, result);
      plot.mark(`word ${kind}`, word, name)(points[labelled][0], points[labelled][1]);
      const dot = plot.mark(kind, "", name);
      moves.push((pass) => dot(points[Math.max(pass - 1, 0)][0], points[Math.max(pass - 1, 0)][1]));
    }
  }
  return (/** @type {number} */ pass) => moves.forEach((move) => move(pass));
}
