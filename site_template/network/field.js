/** Receptive fields: which part of every stage below a unit can see. */

import { placeOf } from "./stages.js";

/** @typedef {import("./stages.js").Stage} Stage */

/**
 * The same rectangle in each of some maps, clipped to them; `rows`, `columns` its size.
 * @typedef {{maps: readonly number[], row: number, column: number, rows: number, columns: number}} Field
 */

/**
 * @param {readonly Stage[]} stages
 * @param {number} at which stage
 * @param {number} unit
 * @returns {Field[]} for the stages 0 … at; the last one is the unit itself
 */
export function fieldsOf(stages, at, unit) {
  const { map, row, column } = placeOf(stages[at], unit);
  /** @type {Field[]} */
  const fields = [];
  fields[at] = { maps: [map], row, column, rows: 1, columns: 1 };
  for (let above = at; above > 0; above--) {
    fields[above - 1] = below(fields[above], stages[above], stages[above - 1]);
  }
  return fields;
}

/**
 * @param {Field} field in `stage`
 * @param {Stage} stage
 * @param {Stage} source the stage that feeds it
 * @returns {Field}
 */
function below(field, { kind, layer }, source) {
  if (kind === "Dense" || !layer) {
    const maps = [...Array(source.maps).keys()];
    return { maps, row: 0, column: 0, rows: source.rows, columns: source.columns };
  }
  const { size = layer.kernel, stride = size, padding = 0, table } = geometry(layer);
  const seen = field.maps.flatMap((map) => (table ? table[map] : [map]));
  const [row, rows] = reach(field.row, field.rows, source.rows);
  const [column, columns] = reach(field.column, field.columns, source.columns);
  return { maps: [...new Set(seen)].sort((a, b) => a - b), row, column, rows, columns };

  /**
   * @param {number} from
   * @param {number} count
   * @param {number} end
   */
  function reach(from, count, end) {
    const first = Math.max(from * stride - padding, 0);
    const last = Math.min((from + count - 1) * stride - padding + size, end);
    return [first, last - first];
  }
}

/**
 * @param {import("./emitted.js").EmittedLayer} layer a convolution or a pooling layer
 * @returns {{size?: number, stride?: number, padding?: number, table?: number[][]}}
 */
function geometry({ size, stride, padding, table }) {
  return { size, stride, padding, table };
}
