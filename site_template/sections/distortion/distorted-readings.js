/** What each network reads of the distorted drawing, for strips and maps of cells. */

import { distort } from "./distort.js";
import { slice } from "./distortion-state.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("./distort.js").Distortion} Distortion */
/** @typedef {import("./digit-strip.js").Cell} Cell */
/** @typedef {import("./distortion-state.js").Settings} Settings */

/**
 * @param {import("../../state/store.js").Store} store
 * @param {readonly import("../../network/networks.js").PageNetwork[]} networks
 */
export function createDistortedReadings(store, networks) {
  /** The parts whose cells changed since they were painted. */
  const touched = /** @type {Set<{paint: () => void}>} */ (new Set());
  return { imagesFor, readBy, createPart, paintTouched };

  function paintTouched() {
    for (const part of touched) part.paint();
    touched.clear();
  }

  /** @param {Settings} settings */
  function imagesFor(settings) {
    const { drawing, framing } = store.state;
    return distort(drawing, settings, framing, settings.again);
  }

  /**
   * Read the distorted drawing with one network.
   * @param {import("../../network/networks.js").PageNetwork} network
   * @param {State} state
   * @param {import("../../network/input.js").Images} images
   * @returns {{digit: number, sure: boolean}}
   */
  function readBy(network, state, images) {
    const weights = network.weightSet(state.weights[network.name]);
    const outputs = weights.forward(weights.prepare(images));
    const { digit, state: verdict } = weights.decide(outputs, "ink");
    return { digit, sure: verdict === "accepted" };
  }

  /**
   * Create a strip or map: its cells, and the state they were computed for.
   * @param {string[]} axes
   * @param {Partial<Distortion>[]} changes one a cell
   * @param {(cells: Cell[][], digits: number[]) => void} show
   */
  function createPart(axes, changes, show) {
    /** @type {Cell[][]} */
    const cells = networks.map(() => changes.map(() => null));
    /** @type {number[]} */
    let digits = [];
    let worked = "";
    let shown = "";
    return {
      paint: () => show(cells, digits),

      /** @param {number[]} straight the digits read undistorted */
      update(straight) {
        const own = axes.map((axis) => slice.of(store.state)[/** @type {keyof Distortion} */ (axis)]);
        if (shown === `${straight} ${own}`) return;
        shown = `${straight} ${own}`;
        digits = straight;
        show(cells, digits);
      },

      /**
       * Compute all cells, one in each step, unless nothing they depend on has changed.
       * @param {State} state
       * @param {string} question what else the cells depend on
       * @returns {Generator<void>}
       */
      *work(state, question) {
        const settings = slice.of(state);
        const others = Object.entries(settings).filter(([name]) => !axes.includes(name));
        const key = `${question} ${others}`;
        if (key === worked) return;
        for (const [i, change] of changes.entries()) {
          const images = imagesFor({ ...settings, ...change });
          networks.forEach((network, n) => (cells[n][i] = readBy(network, state, images)));
          touched.add(this);
          yield;
        }
        worked = key;
      },
    };
  }
}
