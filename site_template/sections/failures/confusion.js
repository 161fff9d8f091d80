/** The confusion matrix: a table of 10×10 buttons, one stop for Tab, arrow keys within. */

import { find, findAll, setText } from "../../ui/dom.js";
import { palette } from "../../ui/palette.js";
import { moveByArrows } from "../../ui/roving.js";

/**
 * @param {(cell: number) => void} open what to do with a chosen cell, 10 · digit + taken for
 */
export function createConfusion(open) {
  const table = find("#confusion", HTMLTableElement);
  const buttons = findAll("button", HTMLButtonElement, table);

  table.addEventListener("click", ({ target }) => {
    const cell = buttons.findIndex((button) => button === target);
    if (cell >= 0) open(cell);
  });
  moveByArrows(table);

  /**
   * @param {Int32Array} counts row by row
   * @param {number | null} chosen
   */
  return function draw(counts, chosen) {
    const most = counts.reduce((max, count, i) => (i % 11 === 0 ? max : Math.max(max, count)), 1);
    buttons.forEach((button, cell) => {
      const count = counts[cell];
      const [digit, read] = [Math.floor(cell / 10), cell % 10];
      button.dataset.count = String(count);
      setText(button, count === 0 ? "·" : String(count));
      button.setAttribute("aria-label", `${count} ${count === 1 ? "image" : "images"} of ${digit}, taken for ${read}`);
      button.setAttribute("aria-pressed", String(cell === chosen));
      button.style.backgroundColor = digit === read ? "" : shade(count / most);
    });
  };
}

/**
 * The accent, as faint as still leaves the number readable.
 * @param {number} share
 */
function shade(share) {
  return share === 0 ? "" : `rgb(${palette().red.join(" ")} / ${(0.08 + 0.32 * share).toFixed(2)})`;
}
