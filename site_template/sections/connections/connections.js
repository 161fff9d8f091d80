/** The connection table of a convolutional layer, with its kernels and live maps. */

import { createSlice } from "../../state/slices.js";
import { find, onWidth, setText } from "../../ui/dom.js";
import { largestOf, outputsOf, rangeOf, stagesOf } from "../../network/stages.js";
import { createUnitMap } from "../../maps/unit-map.js";
import { subscribeVisible } from "../../ui/visible.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../network/stages.js").Stage} Stage */

/**
 * The row (a map that sees) and the column (a map that is seen) that are pointed at; −1: none.
 * @typedef {{row: number, column: number}} Pointed
 */

const NOTHING = { row: -1, column: -1 };
/** `network`: the one that is pointed at; in the others, nothing is. */
const slice = createSlice("connections", { network: "", ...NOTHING });

const PITCH = 34; // from map to map, in CSS pixels, where there is room
const MARGIN = 8; // between the maps and the grid, in CSS pixels, as in the style sheet

/** @type {import("../../state/instruments.js").Instrument} */
export const connections = {
  name: "connections",
  initial: slice.initial,
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks, read }) {
  const section = find("#connections", HTMLElement);
  const sentence = find("#connections-sentence", HTMLElement);
  const tables = networks.map((network) => createTable(store, network));
  subscribeVisible(section, store, (state, previous) => {
    const i = networks.findIndex(({ name }) => name === state.look.network);
    setText(sentence, tables[i](read(state).networks[i], state, previous));
  });
}

/**
 * @param {State} state
 * @returns {Pointed}
 */
function pointedIn(state) {
  const pointed = slice.of(state);
  return pointed.network === state.look.network ? pointed : NOTHING;
}

/**
 * @param {State} state
 * @param {Pointed} pointed
 * @returns {State}
 */
function pointAt(state, { row, column }) {
  const before = pointedIn(state);
  if (row === before.row && column === before.column) return state;
  return slice.put(state, { network: state.look.network, row, column });
}

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../network/networks.js").PageNetwork} network
 */
function createTable(store, network) {
  const stages = stagesOf(network);
  const at = stages.findIndex(({ kind }, i) => kind === "Conv" && stages[i - 1].maps > 1);
  if (at < 0) return () => ""; // the template says so
  const above = stages[at];
  const below = stages[at - 1];
  /** @type {number[][]} */
  const table = above.layer?.table;
  const size = above.layer?.kernel;
  const columns = [...Array(below.maps).keys()];
  const rows = [...Array(above.maps).keys()];
  const root = find(`#connections [data-inside="${network.name}"]`, HTMLElement);
  const top = mapsOf("below", below, below.maps, (column) => ({ row: -1, column }), ({ column }) => column);
  const left = mapsOf("above", above, 1, (row) => ({ row, column: -1 }), ({ row }) => row);
  const grid = mapsOf(
    "kernels",
    { maps: above.maps * below.maps, rows: size, columns: size },
    below.maps,
    (cell) => ({ row: Math.floor(cell / below.maps), column: cell % below.maps }),
    ({ row, column }) => (row >= 0 && column >= 0 ? row * below.maps + column : -1),
  );
  store.subscribe(() => [top, left, grid].forEach((map) => map.describe()));
  onWidth(root.parentElement ?? root, (width) => {
    const pitch = Math.min(Math.floor((width - MARGIN) / (below.maps + 1)), PITCH);
    for (const map of [top, left, grid]) {
      const cell = Math.max(Math.floor((pitch - 2) / map.plan.columns), 1);
      map.resize(cell, pitch - map.plan.columns * cell);
    }
  });

  /**
   * @param {string} part
   * @param {{maps: number, rows: number, columns: number}} shape
   * @param {number} across
   * @param {(map: number) => Pointed} pointed
   * @param {(pointed: Pointed) => number} place the map that is pointed at; -1: none
   */
  function mapsOf(part, { maps, rows: height, columns: width }, across, pointed, place) {
    const plan = { maps, rows: height, columns: width, across, cell: 1, gap: 0, whole: true };
    return createUnitMap(find(`[data-connections="${part}"]`, HTMLCanvasElement, root), plan, {
      at: () => place(pointedNow()),
      name: (map) => describe(pointed(map)),
      onPoint: (map) => store.dispatch(pointAt, pointed(map)),
    });
  }

  /** What the state points at in this network. */
  function pointedNow() {
    return store.state.look.network === network.name ? pointedIn(store.state) : NOTHING;
  }

  /** @param {Pointed} pointed */
  function describe({ row, column }) {
    const receiver = `Map ${row} of ${above.name}`;
    const seen = `map ${column} of ${below.name}`;
    if (column < 0 && row < 0) return "";
    if (column < 0) {
      const all = table[row].length === below.maps;
      const which = all ? "" : `: ${table[row].join(", ")}`;
      return `${receiver} sees ${all ? "all" : table[row].length} of the ${below.maps} maps of ${below.name}${which}.`;
    }
    if (row < 0) {
      const receivers = rows.filter((one) => table[one].includes(column));
      const which = receivers.length === above.maps ? "" : `: ${receivers.join(", ")}`;
      return `M${seen.slice(1)} is seen by ${receivers.length} of the ${above.maps} maps of ${above.name}${which}.`;
    }
    if (!table[row].includes(column)) return `${receiver} does not see ${seen}: no connection, no weights.`;
    return `${receiver} weighs every patch of ${seen} with this kernel of ${size}×${size} weights.`;
  }

  /** @param {Float32Array} weights */
  function kernels(weights) {
    const cells = size * size;
    const values = new Float64Array(above.maps * below.maps * cells).fill(NaN);
    table.forEach((sources, row) =>
      sources.forEach((column, i) => {
        const first = (row * sources.length + i) * cells;
        values.set(weights.subarray(first, first + cells), (row * below.maps + column) * cells);
      }),
    );
    return values;
  }

  /**
   * @param {import("../../network/reading.js").NetworkReading} reading
   * @param {State} state
   * @param {State | null} previous
   * @returns {string} what is pointed out, in a sentence
   */
  return function draw(reading, state, previous) {
    const { weights, look } = state;
    const pointed = pointedIn(state);
    const { row, column } = pointed;
    const highlighted = (/** @type {number} */ r, /** @type {number} */ c) => r === row || c === column;
    const any = row >= 0 || column >= 0;
    const seen = columns.filter((c) => c === column || (column < 0 && table[row]?.includes(c)));
    const receivers = rows.filter((r) => r === row || (row < 0 && table[r].includes(column)));
    draws(top, below, seen, column);
    draws(left, above, receivers, row);
    const same = previous && slice.of(previous) === slice.of(state) && previous.weights === weights;
    if (!same || previous.look.network !== look.network) {
      const values = kernels(reading.weights.checkpoint.tensors[`${above.name}.weight`]);
      const cells = rows.flatMap((r) => columns.filter((c) => highlighted(r, c)).map((c) => r * below.maps + c));
      const unit = row >= 0 && column >= 0 ? row * below.maps + column : -1;
      grid.draw(values, largestOf(values.filter((value) => value === value)), { unit, maps: any ? new Set(cells) : null });
    }
    return describe(pointed);

    /**
     * @param {import("../../maps/unit-map.js").UnitMap} map
     * @param {Stage} stage
     * @param {number[]} maps
     * @param {number} unit
     */
    function draws(map, stage, maps, unit) {
      const outputs = outputsOf(reading, stage);
      map.draw(outputs, rangeOf(stage, outputs), { unit, maps: any ? new Set(maps) : null });
    }
  };
}
