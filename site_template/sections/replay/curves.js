/** The curves of a training run, from the card of its weights, with the paper's own points. */

import { find } from "../../ui/dom.js";
import { createPlot } from "../../ui/plot.js";
import { ERRORS, LOSSES, passAxis, PUBLISHED } from "../../network/published.js";

/** @typedef {import("../../data/card.js").Score} Score */
/** @typedef {import("../../data/card.js").PassRecord} PassRecord */

/**
 * Draw both charts; the result moves their dots to a pass.
 * @param {readonly PassRecord[]} records
 * @param {string} network whose colour the test curves have
 */
export function createCurves(records, network) {
  const x = passAxis(records.length);
  const errors = createPlot(find("#replay-errors", HTMLElement), x, ERRORS);
  const losses = createPlot(find("#replay-losses", HTMLElement), x, LOSSES);
  const paper1989 = PUBLISHED[0];

  /** @type {((pass: number) => void)[]} */
  const moves = [];
  for (const part of /** @type {const} */ (["train", "test"])) {
    const kind = part === "test" ? "own" : "half";
    const word = part === "test" ? "test" : "training";
    const curves = [
      { plot: errors, paper: paper1989[part].error, value: (/** @type {Score} */ score) => (100 * score.misses) / score.images },
      { plot: losses, paper: paper1989[part].loss, value: (/** @type {Score} */ score) => score.loss },
    ];
    for (const { plot, paper, value } of curves) {
      const points = records.map((record) => [record.number, value(record[part])]);
      plot.path(kind, network)(points);
      plot.mark("paper", `the paper, ${word}`)(paper1989.pass, paper);
      plot.mark(`word ${kind}`, word, network)(points[11][0], points[11][1]);
      const dot = plot.mark(kind, "", network);
      moves.push((pass) => dot(points[Math.max(pass - 1, 0)][0], points[Math.max(pass - 1, 0)][1]));
    }
  }
  return (/** @type {number} */ pass) => moves.forEach((move) => move(pass));
}
