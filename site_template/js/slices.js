/** Long work done a few milliseconds at a time, so that the page answers at once meanwhile. */

const SLICE_MS = 10;

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

/**
 * Networks for such work: the page's own are always as the last reading left them.
 * @returns {(page: import("./reading.js").PageNetwork, weights: string) => import("./reading.js").EmittedNetwork}
 */
export function createScratch() {
  /** @type {Map<string, import("./reading.js").EmittedNetwork>} */
  const made = new Map();
  return (page, weights) => {
    const key = `${page.name}/${weights}`;
    const network = made.get(key) ?? page.create(page.checkpoint(weights).tensors);
    made.set(key, network);
    return network;
  };
}
