/**
 * Pointing at the units of a picture of maps, with a mouse, a finger, a pen or keys. The
 * picture is a slider to assistive technology: its value is the unit, its text says which.
 */

/**
 * `hover`: the mouse passes over a unit; `move`: a finger, a held button or a key goes to it;
 * `press`: a click, Enter or Space.
 * @typedef {"hover" | "move" | "press"} How
 */

/**
 * The maps of a picture, set in rows of `across`; sizes in CSS pixels.
 * @typedef {object} Plan
 * @property {number} maps
 * @property {number} rows
 * @property {number} columns
 * @property {number} across
 * @property {number} cell
 * @property {number} gap
 * @property {boolean} [whole] maps are pointed at, not their cells: a unit is a whole map
 */

const STEPS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Where a map's upper left corner stands.
 * @param {Plan} plan
 * @param {number} map
 */
export function cornerOf({ rows, columns, across, cell, gap }, map) {
  const x = (map % across) * (columns * cell + gap);
  const y = Math.floor(map / across) * (rows * cell + gap);
  return { x, y };
}

/**
 * The plan of what can be pointed at: where maps count as wholes, they are the units.
 * @param {Plan} plan
 * @returns {Plan}
 */
export function pointedAt(plan) {
  const { whole, columns, cell } = plan;
  return whole ? { ...plan, rows: 1, columns: 1, cell: columns * cell } : plan;
}

/** @param {Plan} plan */
export function sizeOf({ maps, rows, columns, across, cell, gap }) {
  const down = Math.ceil(maps / across);
  const width = across * (columns * cell + gap) - gap;
  return { width, height: down * (rows * cell + gap) - gap };
}

/**
 * The unit nearest to a point of the picture.
 * @param {Plan} plan
 * @param {number} x
 * @param {number} y
 */
export function unitAt({ maps, rows, columns, across, cell, gap }, x, y) {
  const [left, column] = split(x, columns, across);
  const [top, row] = split(y, rows, Math.ceil(maps / across));
  return ((top * across + left) * rows + row) * columns + column;

  /**
   * @param {number} at
   * @param {number} cells
   * @param {number} count
   */
  function split(at, cells, count) {
    const pitch = cells * cell + gap;
    const map = clamp(Math.floor((at + gap / 2) / pitch), count);
    return [map, clamp(Math.floor((at - map * pitch) / cell), cells)];
  }
}

/**
 * @param {number} value
 * @param {number} count
 */
function clamp(value, count) {
  return Math.min(Math.max(value, 0), count - 1);
}

/**
 * The unit that a key leads to: arrows go across the picture from map to map, Page Up and Page
 * Down to the same place in the next map, Home and End to the first and last unit.
 * @param {Plan} plan
 * @param {number} unit -1: none; then the first key leads to the first unit, End to the last
 * @param {string} key
 * @returns {number | null | undefined} null: over the edge; undefined: not a key of ours
 */
export function stepFrom(plan, unit, key) {
  const { maps, rows, columns, across } = plan;
  const units = maps * rows * columns;
  if (key === "Home") return 0;
  if (key === "End") return units - 1;
  if (key === "PageUp" || key === "PageDown") {
    const next = Math.max(unit, 0) + (key === "PageUp" ? -1 : 1) * rows * columns;
    return next >= 0 && next < units ? next : unit;
  }
  if (!(key in STEPS)) return undefined;
  if (unit < 0) return 0;
  const [dx, dy] = STEPS[/** @type {keyof typeof STEPS} */ (key)];
  const map = Math.floor(unit / (rows * columns));
  const x = (map % across) * columns + (unit % columns) + dx;
  const y = Math.floor(map / across) * rows + (Math.floor(unit / columns) % rows) + dy;
  const down = Math.ceil(maps / across);
  if (x < 0 || y < 0 || x >= across * columns || y >= down * rows) return null;
  const to = Math.floor(y / rows) * across + Math.floor(x / columns);
  return (to * rows + (y % rows)) * columns + (x % columns);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => {plan: Plan, unit: number}} now
 * @param {(unit: number, how: How) => void} onPoint
 * @param {(key: string) => void} [onEdge] an arrow key led out of the picture
 */
export function listen(canvas, now, onPoint, onEdge) {
  /**
   * @param {PointerEvent} event
   * @param {How} how
   */
  function point(event, how) {
    const box = canvas.getBoundingClientRect();
    onPoint(unitAt(now().plan, event.clientX - box.left, event.clientY - box.top), how);
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button === 0) point(event, event.pointerType === "touch" ? "move" : "press");
  });
  canvas.addEventListener("pointermove", (event) => point(event, event.buttons ? "move" : "hover"));
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { plan, unit } = now();
    if (event.key === "Enter" || event.key === " ") {
      if (unit >= 0) onPoint(unit, "press");
    } else {
      const next = stepFrom(plan, unit, event.key);
      if (next === undefined) return;
      if (next === null) onEdge?.(event.key);
      else if (next !== unit) onPoint(next, "move");
    }
    event.preventDefault();
  });
}
