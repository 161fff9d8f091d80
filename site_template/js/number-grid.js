/** A table of signed numbers, each cell tinted on the diverging scale. */

import { setText } from "./dom.js";

const WIDE = 6; // more columns than this are written small

/**
 * @param {HTMLTableElement} table
 */
export function createNumberGrid(table) {
  const body = table.createTBody();
  /** @type {HTMLTableCellElement[]} */
  let cells = [];
  /** @type {number[]} */
  let shares = [];
  let shape = "";

  /**
   * @param {number} count
   * @param {number} columns
   */
  function build(count, columns) {
    if (shape === `${count}/${columns}`) return;
    shape = `${count}/${columns}`;
    body.replaceChildren();
    cells = [];
    shares = [];
    for (let i = 0; i < count; i++) {
      if (i % columns === 0) body.insertRow();
      cells.push(body.rows[body.rows.length - 1].insertCell());
    }
    table.classList.toggle("fine", columns > WIDE);
  }

  /**
   * @param {readonly number[]} hundredths the numbers as written
   * @param {number} columns
   * @param {number} range in hundredths, the end of the scale
   * @param {(cell: number) => string} [mark] a class for some of the cells
   */
  return function draw(hundredths, columns, range, mark = () => "") {
    build(hundredths.length, columns);
    hundredths.forEach((value, i) => {
      const cell = cells[i];
      setText(cell, written(value));
      const name = `${value < 0 ? "negative" : "positive"} ${mark(i)}`.trim();
      if (cell.className !== name) cell.className = name;
      const share = Math.round(Math.min(Math.abs(value) / range, 1) * 20) / 20;
      if (shares[i] !== share) cell.style.setProperty("--share", String(share));
      shares[i] = share;
    });
  };
}

/**
 * Hundredths with a true minus sign: 0.07, −1.20.
 * @param {number} hundredths
 */
export function written(hundredths) {
  const text = (Math.abs(hundredths) / 100).toFixed(2);
  return hundredths < 0 ? `−${text}` : text;
}
