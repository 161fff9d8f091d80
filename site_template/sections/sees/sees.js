/** What the networks see: the drawing, the framed image, and the input of each network. */

import { UnusableError } from "../../state/context.js";
import { context2d, find, setText } from "../../ui/dom.js";
import { DEFAULT_FRAMING } from "../../ink/framing.js";
import { drawDrawing } from "../../ink/draw.js";
import { onSchemeChange } from "../../ui/palette.js";
import { inkPicture } from "../../ui/pixels.js";
import { PAD_SIZE } from "../../constants/ink.js";

/** @typedef {import("../../state/store.js").State} State */

/** @type {import("../../state/instruments.js").Instrument} */
export const sees = {
  name: "sees",
  place: ".sees",
  fields: {
    framing: {
      write: ({ framing: { box, redraw, mass, whole } }) =>
        (!box || !redraw || !mass || whole) && [box, redraw, mass, whole].map(Number).join(""),
      read(state, text) {
        if (!/^[01]{4}$/.test(text)) throw new UnusableError("it is no choice of steps");
        const [box, redraw, mass, whole] = Array.from(text, (digit) => digit === "1");
        return { ...state, framing: { ...DEFAULT_FRAMING, box, redraw, mass, whole } };
      },
    },
  },
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks, read }) {
  const toggle = find("#framing", HTMLInputElement);
  const drawn = find("#step-drawn", HTMLCanvasElement);
  const framed = inkPicture(find("#step-framed", HTMLCanvasElement), 0, 255);
  const note = find("#framing-note", HTMLElement);
  const notes = { on: note.dataset.on ?? "", off: note.dataset.off ?? "" };
  const inputs = networks.map(({ name, input }) => {
    const canvas = find(`canvas[data-input="${name}"]`, HTMLCanvasElement);
    return inkPicture(canvas, input.paper, input.ink);
  });
  toggle.addEventListener("change", () => store.dispatch(setWhole, !toggle.checked));

  function paintDrawn() {
    const context = context2d(drawn);
    context.setTransform(drawn.width / PAD_SIZE, 0, 0, drawn.width / PAD_SIZE, 0, 0);
    drawDrawing(context, store.state.drawing);
  }
  onSchemeChange(paintDrawn);

  store.subscribe((state) => {
    const reading = read(state);
    paintDrawn();
    framed(reading.framed.image28);
    reading.networks.forEach(({ input }, i) => inputs[i](input));
    toggle.checked = !state.framing.whole;
    setText(note, toggle.checked ? notes.on : notes.off);
  });
}

/**
 * Read the whole pad as it is (Ismanto 2026), or frame the drawing first.
 * @param {State} state
 * @param {boolean} whole
 * @returns {State}
 */
function setWhole(state, whole) {
  return { ...state, framing: whole ? { ...state.framing, whole } : DEFAULT_FRAMING };
}
