/** Long work done a few milliseconds at a time, so that the page answers at once meanwhile. */

const SLICE_MS = 5; // with a frame of 16, this much may come before an answer to a pointer
const LOOP_SLICE_MS = 8;

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
 * Rests for long work that is written as a loop: await one after each step, and it takes its turn
 * again after every slice.
 */
export function createPauses() {
  let pause = performance.now() + LOOP_SLICE_MS;
  return async () => {
    if (performance.now() < pause) return;
    await new Promise((resume) => setTimeout(resume));
    pause = performance.now() + LOOP_SLICE_MS;
  };
}
