/** Long work done a few milliseconds at a time, so that the page answers at once meanwhile. */

const SLICE_MS = 5; // with a frame of 16, this much may come before an answer to a pointer
const LOOP_SLICE_MS = 8;

/** Let the page do what else waits. */
export function nextTask() {
  return new Promise((resume) => setTimeout(resume));
}

/**
 * Does one piece of work at a time: a new one takes the place of the old.
 * @returns {(steps: Iterator<unknown>, onSlice: () => void) => Promise<void>} `onSlice` is called
 *   after every slice, to show how far the work has come
 */
export function createSlicer() {
  let current = 0;

  return async function run(steps, onSlice) {
    const own = ++current;
    for (let done = false; !done; onSlice()) {
      await nextTask();
      if (own !== current) return;
      const end = performance.now() + SLICE_MS;
      while (!done && performance.now() < end) done = Boolean(steps.next().done);
    }
  };
}

/** Pauses for long work that is written as a loop: await one after each step. */
export function createPauses() {
  let end = performance.now() + LOOP_SLICE_MS;
  return async () => {
    if (performance.now() < end) return;
    await nextTask();
    end = performance.now() + LOOP_SLICE_MS;
  };
}
