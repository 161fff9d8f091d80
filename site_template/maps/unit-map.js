/**
 * A picture of maps of units that can be pointed at: the common piece of all instruments that
 * look inside. Values on the one diverging scale, crisp, in the colours of the scheme.
 */

import { context2d } from "../ui/dom.js";
import { css, onSchemeChange, palette } from "../ui/palette.js";
import { fillSigned } from "../ui/pixels.js";
import { setAttribute } from "../ui/slider.js";
import { cornerOf, listen, pointedAt, sizeOf } from "./pointing.js";

/** @typedef {import("./pointing.js").Plan} Plan */
/** @typedef {import("../network/field.js").Field} Field */

/**
 * What is pointed out in a picture: a unit, a rectangle in some maps, and the maps that matter
 * (the others fade). `held` draws the unit more strongly.
 * @typedef {{unit?: number, field?: Field | null, maps?: ReadonlySet<number> | null, held?: boolean}} Marks
 */

/**
 * @typedef {object} Options
 * @property {() => number} at the unit that is pointed at, as the state has it; -1: none
 * @property {(unit: number) => string} name what a unit is called, with its value in the state
 * @property {(unit: number, how: import("./pointing.js").How) => void} onPoint
 * @property {(key: string) => void} [onEdge]
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Plan} plan
 * @param {Options} options
 */
export function createUnitMap(canvas, plan, { at, name, onPoint, onEdge }) {
  const context = context2d(canvas);
  const units = plan.maps * plan.rows * plan.columns;
  const buffer = document.createElement("canvas");
  buffer.width = plan.columns;
  buffer.height = plan.maps * plan.rows;
  const bufferContext = context2d(buffer);
  const image = bufferContext.createImageData(buffer.width, buffer.height);
  const pixels = new Uint32Array(image.data.buffer);
  /** @type {ArrayLike<number>} */
  let values = new Float64Array(units);
  let range = 1;
  /** @type {Marks} */
  let marks = {};

  canvas.tabIndex = 0;
  canvas.setAttribute("role", "slider");
  canvas.setAttribute("aria-valuemax", String((plan.whole ? plan.maps : units) - 1));
  const point = (/** @type {number} */ unit, /** @type {import("./pointing.js").How} */ how) => {
    onPoint(unit, how);
    describe();
  };
  listen(canvas, () => ({ plan: pointedAt(plan), unit: at() }), point, onEdge);
  canvas.addEventListener("focus", describe);
  onSchemeChange(paint);
  resize(plan.cell);
  describe();

  /** Say where the state points, whatever was drawn last. None is a value of its own, -1. */
  function describe() {
    const unit = at();
    setAttribute(canvas, "aria-valuemin", String(Math.min(unit, 0)));
    setAttribute(canvas, "aria-valuenow", String(unit));
    setAttribute(canvas, "aria-valuetext", unit < 0 ? "none" : name(unit));
  }

  /**
   * @param {number} cell in CSS pixels
   * @param {number} [gap] between maps
   */
  function resize(cell, gap = plan.gap) {
    plan.cell = cell;
    plan.gap = gap;
    const { width, height } = sizeOf(plan);
    const sharp = Math.ceil(devicePixelRatio);
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.imageSmoothingEnabled = false;
    paint();
  }

  function paint() {
    fillSigned(pixels, values, 0, range);
    bufferContext.putImageData(image, 0, 0);
    const { maps, rows, columns, cell } = plan;
    context.clearRect(0, 0, canvas.width, canvas.height);
    for (let map = 0; map < maps; map++) {
      const { x, y } = cornerOf(plan, map);
      context.globalAlpha = !marks.maps || marks.maps.has(map) ? 1 : 0.25;
      const [width, height] = [columns * cell, rows * cell];
      context.drawImage(buffer, 0, map * rows, columns, rows, x, y, width, height);
    }
    context.globalAlpha = 0.15;
    context.lineWidth = 1;
    context.strokeStyle = css(palette().ink);
    for (let map = 0; map < maps; map++) {
      const { x, y } = cornerOf(plan, map);
      context.strokeRect(x + 0.5, y + 0.5, columns * cell - 1, rows * cell - 1);
    }
    context.globalAlpha = 1;
    const { field, unit = -1 } = marks;
    for (const map of field?.maps ?? []) {
      if (field) outline(map, field.row, field.column, field.rows, field.columns, 1);
    }
    if (unit >= 0 && plan.whole) outline(unit, 0, 0, rows, columns, 2);
    else if (unit >= 0) {
      const row = Math.floor(unit / columns);
      outline(Math.floor(row / rows), row % rows, unit % columns, 1, 1, marks.held ? 3 : 2);
    }
  }

  /**
   * A frame in ink with a rim of paper, so that it shows on every colour.
   * @param {number} map
   * @param {number} row
   * @param {number} column
   * @param {number} rows
   * @param {number} columns
   * @param {number} line
   */
  function outline(map, row, column, rows, columns, line) {
    const corner = cornerOf(plan, map);
    const x = corner.x + column * plan.cell;
    const y = corner.y + row * plan.cell;
    const { ink, paper } = palette();
    context.lineWidth = line + 2;
    context.strokeStyle = css(paper);
    context.strokeRect(x, y, columns * plan.cell, rows * plan.cell);
    context.lineWidth = line;
    context.strokeStyle = css(ink);
    context.strokeRect(x, y, columns * plan.cell, rows * plan.cell);
  }

  return {
    canvas,
    plan,
    resize,
    describe,

    /**
     * Draw values (map by map, row by row; kept, not copied) and what is pointed out in them.
     * @param {ArrayLike<number>} numbers NaN: nothing there
     * @param {number} end of the scale
     * @param {Marks} pointedOut
     */
    draw(numbers, end, pointedOut) {
      values = numbers;
      range = end;
      marks = pointedOut;
      paint();
      describe();
    },
  };
}

/** @typedef {ReturnType<typeof createUnitMap>} UnitMap */
