/**
 * The page's one state object and the one channel by which it changes.
 *
 * A state is never changed in place: an action is a pure function from a state (and arguments)
 * to the next one, and `dispatch(action, …arguments)` is the only way to apply it. An instrument
 * that needs state of its own adds a property here and keeps its actions in its own module.
 */

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("../ink/framing.js").FramingOptions} FramingOptions */

/**
 * @typedef {object} State
 * @property {Drawing} drawing what is on the pad
 * @property {readonly Drawing[]} past for undo, the latest last
 * @property {readonly Drawing[]} future for redo, the next last
 * @property {boolean} opening the drawing is the page's own first one; touching the pad clears it
 * @property {number} penWidth in pad pixels
 * @property {{x: number, y: number, down: boolean}} cursor the pen as the keyboard moves it
 * @property {FramingOptions} framing
 * @property {import("../sections/replay/replay.js").Replay} replay the training pass that is shown
 * @property {import("../sections/failures/failures.js").Failures} failures whose mistakes are shown, and which
 * @property {number} rejectedShare test images handed to a human, in per cent
 * @property {readonly import("../ink/raster.js").Stroke[]} zip the row of digits on the wide pad
 * @property {number | null} stop of the guided tour
 * @property {string | null} section the id of the section being read, below the first screen
 * @property {Readonly<Record<string, string>>} weights the ids of the chosen weights, by network
 * @property {import("../sections/connections/connections.js").Whom} whom the connections that are pointed at
 * @property {import("../sections/why/why.js").Why} why what is asked of the answer
 * @property {import("../sections/distortion/distortion.js").Sturdy} sturdy how the drawing is bent, to see what is read then
 * @property {import("../sections/training/training-state.js").Training} training
 * @property {import("../sections/training/teaching-state.js").Teaching} teaching
 * @property {import("./look.js").Look} look the unit that the instruments look inside at
 */

/**
 * @callback View draws what a state says; `previous` is the state it drew last
 * @param {State} state
 * @param {State | null} previous
 * @returns {void}
 */

/** @typedef {ReturnType<typeof createStore>} Store */

/** @param {State} initial */
export function createStore(initial) {
  let state = initial;
  /** @type {{view: View, drawn: State | null}[]} */
  const atOnce = [];
  /** @type {{view: View, drawn: State | null}[]} */
  const onFrame = [];
  let frame = 0;

  /** @param {{view: View, drawn: State | null}} subscription */
  function draw(subscription) {
    const previous = subscription.drawn;
    if (previous === state) return;
    subscription.drawn = state;
    try {
      subscription.view(state, previous);
    } catch (error) {
      reportError(error); // one broken view leaves the others working
    }
  }

  function drawFrame() {
    frame = 0;
    onFrame.forEach(draw);
  }

  return {
    get state() {
      return state;
    },

    /**
     * Apply an action.
     * @template {unknown[]} A
     * @param {(state: State, ...values: A) => State} action
     * @param {A} values
     */
    dispatch(action, ...values) {
      const next = action(state, ...values);
      if (next === state) return;
      state = next;
      atOnce.forEach(draw);
      frame ||= requestAnimationFrame(drawFrame);
    },

    /**
     * Draw a view now and after every change: once a frame, or (`atOnce`) within `dispatch`.
     * @param {View} view
     * @param {{atOnce?: boolean}} [options]
     */
    subscribe(view, options = {}) {
      const subscription = { view, drawn: null };
      (options.atOnce ? atOnce : onFrame).push(subscription);
      draw(subscription);
    },
  };
}
