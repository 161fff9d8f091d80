/** Time slicing: long work done a few milliseconds at a time, so that the page stays responsive. */

const SLICE_MS = 5; // in a frame of 16 ms: the longest delay of a pointer event
const LOOP_SLICE_MS = 8;

/** Resolve in a task of its own, after events and frames that are due. */
export function nextTask() {
  return new Promise((resume) => setTimeout(resume));
}

/**
 * Create a runner of one job at a time: a new job replaces the one before.
 * @returns {(steps: Iterator<unknown>, onSlice: () => void) => Promise<void>} `onSlice` is called
 *   after every slice, to show the progress
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

/** Create pauses for a long loop: await one after each step. */
export function createPauses() {
  let end = performance.now() + LOOP_SLICE_MS;
  return async () => {
    if (performance.now() < end) return;
    await nextTask();
    end = performance.now() + LOOP_SLICE_MS;
  };
}
