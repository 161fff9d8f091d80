/**
 * A table of signed numbers over an image of them, at half the strength of the diverging scale for
 * contrast. Hundreds of numbers change with every pointer event: no cell has a style of its own, and
 * each has its own layout.
 */

import { signedPicture } from "../../ui/pixels.js";

const WIDE = 6; // tables of more columns are set smaller
const SCROLLED = 12; // more than this do not fit on a phone

/**
 * @param {HTMLTableElement} table
 */
export function createNumberGrid(table) {
  const body = table.createTBody();
  const root = document.createElement("div");
  const canvas = document.createElement("canvas");
  root.className = "numbers";
  canvas.className = "pixels";
  canvas.setAttribute("aria-hidden", "true");
  table.replaceWith(root);
  root.append(canvas, table);
  table.setAttribute("role", "table"); // which its style would undo
  /** @type {{cell: HTMLTableCellElement, text: Text}[]} */
  let cells = [];
  let shares = new Float64Array(0);
  let tint = signedPicture(canvas, 1);
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
    for (let i = 0; i < count; i++) {
      if (i % columns === 0) body.insertRow().setAttribute("role", "row");
      const cell = body.rows[body.rows.length - 1].insertCell();
      const text = document.createTextNode("");
      cell.setAttribute("role", "cell");
      cell.append(text);
      cells.push({ cell, text });
    }
    shares = new Float64Array(count);
    canvas.width = columns;
    canvas.height = Math.ceil(count / columns);
    tint = signedPicture(canvas, 1);
    root.classList.toggle("fine", columns > WIDE);
    scroll(columns > SCROLLED);
  }

  /** Where it may not fit, it can be scrolled, with the keyboard, too. @param {boolean} on */
  function scroll(on) {
    const figure = root.parentElement;
    figure?.classList.toggle("scrolled", on);
    if (on) figure?.setAttribute("tabindex", "0");
    else figure?.removeAttribute("tabindex");
  }

  /**
   * @param {readonly number[]} hundredths the rounded numbers
   * @param {number} columns
   * @param {number} range in hundredths, the end of the scale
   * @param {(cell: number) => string} [mark] a class for some of the cells
   */
  return function draw(hundredths, columns, range, mark = () => "") {
    build(hundredths.length, columns);
    hundredths.forEach((value, i) => {
      const { cell, text } = cells[i];
      const number = written(value);
      if (text.data !== number) text.data = number;
      const name = mark(i);
      if (cell.className !== name) cell.className = name;
      shares[i] = value / range;
    });
    tint(shares);
  };
}

/**
 * Format hundredths with U+2212 as the minus sign: 0.07, −1.20.
 * @param {number} hundredths
 */
export function written(hundredths) {
  const text = (Math.abs(hundredths) / 100).toFixed(2);
  return hundredths < 0 ? `−${text}` : text;
}
