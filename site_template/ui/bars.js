/** A bar for each class on a linear axis; the template builds the rows, this updates them. */

import { findAll, setText } from "./dom.js";
import { signed } from "./numbers.js";

/**
 * Create the bars of one network, in a table whose rows are `tr[data-digit]`.
 * @param {HTMLElement} table
 * @param {boolean} probabilities from 0 to 1; otherwise from −1 to +1, zero in the middle, or as
 *   far as the largest output reaches
 */
export function createBars(table, probabilities) {
  const bars = findAll(".bar i", HTMLElement, table);
  const values = findAll(".value", HTMLElement, table);
  const rows = findAll("tr[data-digit]", HTMLElement, table);

  const write = probabilities ? (/** @type {number} */ value) => value.toFixed(3) : signed;

  /**
   * @param {Float64Array | null} outputs one for each row; null: empty bars
   * @param {number} winner the row to highlight, or −1
   */
  return function draw(outputs, winner) {
    const end = outputs ? outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 1) : 1;
    rows.forEach((row, at) => {
      const value = outputs?.[at] ?? 0;
      bars[at].style.transform = `scaleX(${(value / end).toFixed(4)})`;
      setText(values[at], outputs ? write(value) : "");
      row.classList.toggle("win", at === winner);
    });
  };
}
