/** A strip or a map of cells, coloured by what a network reads in each. */

import { context2d } from "../../ui/dom.js";
import { css, palette } from "../../ui/palette.js";

/**
 * What a network reads in one cell; null: not known yet.
 * @typedef {{digit: number, sure: boolean} | null} Cell
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{columns: number, rows: number, height: number, inset: number}} plan in CSS pixels; in
 *   a strip, cell centres lie from `inset` to the width − `inset`, as a slider's thumb does
 * @param {readonly string[]} classes what is written for each digit
 */
export function createDigitStrip(canvas, { columns, rows, height, inset }, classes) {
  const context = context2d(canvas);
  const tall = height / rows;
  let width = 0;
  let pitch = 0;
  let first = 0;

  /** @param {number} to */
  function resize(to) {
    const sharp = Math.ceil(devicePixelRatio);
    width = to;
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    pitch = (width - 2 * inset) / (inset > 0 ? columns - 1 : columns);
    first = inset > 0 ? inset - pitch / 2 : 0;
  }

  /**
   * Draw the cells: in the network's colour where it reads the same digit as undistorted, grey
   * elsewhere, pale where it is not sure. In a strip, each run of equal cells is labelled.
   * @param {readonly Cell[]} cells
   * @param {number} digit read undistorted
   * @param {number[]} colour the network's own
   * @param {number} at the cell that is current, or −1
   */
  function draw(cells, digit, colour, at) {
    const { paper, ink } = palette();
    context.clearRect(0, 0, width, height);
    context.font = `${Math.min(tall - 2, 12)}px ui-monospace, Menlo, Consolas, monospace`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let i = 0, from = 0; i < cells.length; i = from) {
      const cell = cells[i];
      from++;
      while (rows === 1 && cell && alike(cell, cells[from])) from++;
      if (!cell) continue;
      const x = first + (i % columns) * pitch;
      const y = Math.floor(i / columns) * tall;
      const wide = (from - i) * pitch;
      const own = cell.digit === digit;
      context.globalAlpha = own ? (cell.sure ? 0.85 : 0.3) : cell.sure ? 0.5 : 0.15;
      context.fillStyle = css(own ? colour : ink);
      context.fillRect(x, y, wide, tall);
      if (wide < 8 || (rows > 1 && own)) continue;
      context.globalAlpha = 1;
      context.fillStyle = css(cell.sure ? paper : ink);
      context.fillText(classes[cell.digit], x + wide / 2, y + tall / 2 + 0.5);
    }
    context.globalAlpha = 1;
    if (at < 0) return;
    context.strokeStyle = css(paper);
    context.lineWidth = 4;
    const place = [first + (at % columns) * pitch, Math.floor(at / columns) * tall];
    context.strokeRect(place[0], place[1], pitch, tall);
    context.strokeStyle = css(ink);
    context.lineWidth = 2;
    context.strokeRect(place[0], place[1], pitch, tall);
  }

  return { draw, resize };
}

/**
 * @param {Cell} a
 * @param {Cell | undefined} b
 */
function alike(a, b) {
  return Boolean(a && b && a.digit === b.digit && a.sure === b.sure);
}
