/** The confusion matrix: a table of buttons with a roving tabindex. */

import { find, setText } from "../../ui/dom.js";
import { palette } from "../../ui/palette.js";
import { moveByArrows, stopAt } from "../../ui/roving.js";

/**
 * @param {readonly string[]} first the classes that it has rows and columns for at first
 * @param {(cell: number) => void} open what to do with a chosen cell, classes · class + taken for
 */
export function createConfusion(first, open) {
  const table = find("#confusion", HTMLTableElement);
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  /** @type {readonly string[]} */
  let classes = [];

  table.addEventListener("click", ({ target }) => {
    const cell = buttons.findIndex((button) => button === target);
    if (cell >= 0) open(cell);
  });
  moveByArrows(table);
  build(first);

  /** Make a row and a column for each class. @param {readonly string[]} names */
  function build(names) {
    if (names.join() === classes.join()) return;
    classes = names;
    const head = find("thead tr", HTMLTableRowElement, table);
    head.replaceChildren(head.cells[0], ...names.map((name) => header(name, "col")));
    const rows = names.map((name, row) => {
      const line = document.createElement("tr");
      line.append(header(name, "row"), ...names.map((_, column) => createCell(row, column)));
      return line;
    });
    table.tBodies[0].replaceChildren(...rows);
    buttons = [...table.tBodies[0].querySelectorAll("button")];
    stopAt(table, buttons[0]);
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  function createCell(row, column) {
    const cell = document.createElement("td");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "·";
    button.dataset.cell = `${classes[row]}${classes[column]}`;
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-label", `${classes[row]}, taken for ${classes[column]}`);
    cell.classList.toggle("right", row === column);
    cell.append(button);
    return cell;
  }

  /**
   * @param {readonly string[]} names of the classes
   * @param {Int32Array} counts row by row
   * @param {number | null} chosen
   */
  return function draw(names, counts, chosen) {
    build(names);
    const size = names.length;
    const most = counts.reduce((max, count, i) => (i % (size + 1) === 0 ? max : Math.max(max, count)), 1);
    buttons.forEach((button, cell) => {
      const count = counts[cell];
      const [row, column] = [Math.floor(cell / size), cell % size];
      button.dataset.count = String(count);
      setText(button, count === 0 ? "·" : String(count));
      button.setAttribute(
        "aria-label",
        `${count} ${count === 1 ? "image" : "images"} of ${names[row]}, taken for ${names[column]}`,
      );
      button.setAttribute("aria-pressed", String(cell === chosen));
      button.style.backgroundColor = row === column ? "" : shade(count / most);
    });
  };
}

/**
 * @param {string} name
 * @param {"row" | "col"} scope
 */
function header(name, scope) {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = name;
  return cell;
}

/**
 * Return the accent colour, faint enough for the contrast of the number.
 * @param {number} share
 */
function shade(share) {
  return share === 0 ? "" : `rgb(${palette().red.join(" ")} / ${(0.08 + 0.32 * share).toFixed(2)})`;
}
