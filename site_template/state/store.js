/**
 * The store: the page's one state object, and the one way to change it.
 *
 * A state is never changed in place: an action is a pure function from a state (and arguments)
 * to the next one, and `dispatch(action, …arguments)` is the only way to apply it. The state holds
 * what several instruments share; an instrument's own state is a slice (slices.js).
 */

/** @typedef {import("../ink/draw.js").Drawing} Drawing */
/** @typedef {import("../ink/framing.js").FramingOptions} FramingOptions */

/**
 * The selected unit. `held`: pinned, so that hovering over others does not change it. `source`:
 * which of the maps that the unit sees is shown cell by cell.
 * @typedef {{network: string, stage: string, unit: number, source: number, held: boolean}} Look
 */

/**
 * @typedef {object} State
 * @property {Drawing} drawing what is on the pad
 * @property {readonly Drawing[]} past for undo, the latest last
 * @property {readonly Drawing[]} future for redo, the next last
 * @property {boolean} opening the drawing is the opening animation; touching the pad clears it
 * @property {number} penWidth in pad pixels
 * @property {{x: number, y: number, down: boolean}} cursor the pen that the keyboard moves
 * @property {FramingOptions} framing
 * @property {Readonly<Record<string, string>>} weights the ids of the chosen weights, by network
 * @property {Look} look the selected unit
 * @property {Readonly<Record<string, unknown>>} slices the instruments' own states, by name
 */

/**
 * @callback View draw a state; `previous` is the state drawn last
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
      reportError(error); // a view that fails does not stop the others
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
