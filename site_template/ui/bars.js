/** A bar for each class on a linear axis; the template builds the rows, this updates them. */

import { findAll, setText } from "./dom.js";
import { signed } from "./numbers.js";

/**
 * Create the bars of one network, in a table whose rows are `tr[data-digit]`.
 * @param {HTMLElement} table
 * @param {"Tanh" | "Softmax"} kind tanh: from −1 to +1, zero in the middle; softmax: from 0 to 1
 */
export function createBars(table, kind) {
  const bars = findAll(".bar i", HTMLElement, table);
  const values = findAll(".value", HTMLElement, table);
  const rows = findAll("tr[data-digit]", HTMLElement, table);

  const write = kind === "Tanh" ? signed : (/** @type {number} */ value) => value.toFixed(3);

  /**
   * @param {Float64Array | null} outputs one for each row; null: empty bars
   * @param {number} winner the row to highlight, or −1
   */
  return function draw(outputs, winner) {
    rows.forEach((row, digit) => {
      const value = outputs?.[digit] ?? 0;
      bars[digit].style.transform = `scaleX(${value.toFixed(4)})`;
      setText(values[digit], outputs ? write(value) : "");
      row.classList.toggle("win", digit === winner);
    });
  };
}
