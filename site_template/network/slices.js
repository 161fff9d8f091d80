/** Long work done a few milliseconds at a time, so that the page answers at once meanwhile. */

import { bulkReader } from "./bulk.js";

/** @typedef {import("./reading.js").PageNetwork} PageNetwork */
/** @typedef {import("./reading.js").EmittedNetwork} EmittedNetwork */

const SLICE_MS = 5; // with a frame of 16, this much may come before an answer to a pointer

/**
 * A worker that does one piece of work at a time: a new one takes the place of the old.
 * @returns {(steps: Iterator<unknown>, onSlice: () => void) => void} `onSlice` is called after
 *   every slice, to show how far it has come
 */
export function createSlices() {
  let current = 0;

  return function run(steps, onSlice) {
    const own = ++current;
    setTimeout(slice);

    function slice() {
      if (own !== current) return;
      const end = performance.now() + SLICE_MS;
      let done = false;
      while (!done && performance.now() < end) done = Boolean(steps.next().done);
      onSlice();
      if (!done) setTimeout(slice);
    }
  };
}

/** What such work needs of a network. @typedef {Pick<EmittedNetwork, "layers" | "forward">} Scratch */

/**
 * Networks for such work: the page's own are always as the last reading left them. They read with
 * the engine as soon as it is there, if there is one.
 * @returns {(page: PageNetwork, weights: string) => Scratch}
 */
export function createScratch() {
  /** @type {Map<string, Scratch>} */
  const made = new Map();
  return (page, weights) => {
    const key = `${page.name}/${weights}`;
    const known = made.get(key);
    if (known) return known;
    const { layers, forward } = page.create(page.checkpoint(weights).tensors);
    const scratch = { layers, forward };
    made.set(key, scratch);
    bulkReader(page, weights).then((engine) => {
      if (!engine) return;
      scratch.forward = (input) => Float64Array.from(engine.forward(Float32Array.from(input), 1));
    }, reportError);
    return scratch;
  };
}
