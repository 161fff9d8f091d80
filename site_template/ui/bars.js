/** Ten bars on a true axis, one for each digit; built by the template, only ever updated. */

import { findAll, setText } from "./dom.js";
import { signed } from "./numbers.js";

/**
 * The bars of one network, in a table whose rows are `tr[data-digit]`.
 * @param {HTMLElement} table
 * @param {"Tanh" | "Softmax"} kind tanh: from −1 to +1, zero in the middle; softmax: from 0 to 1
 */
export function createBars(table, kind) {
  const bars = findAll(".bar i", HTMLElement, table);
  const values = findAll(".value", HTMLElement, table);
  const rows = findAll("tr[data-digit]", HTMLElement, table);

  const write = kind === "Tanh" ? signed : (/** @type {number} */ value) => value.toFixed(3);

  /**
   * @param {Float64Array | null} outputs ten, or none to show
   * @param {number} winner the row to stress, or −1
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
