/** The framing inspector: every step from the pad to the inputs, with a switch for each. */

import { CENTRE_OF_MASS, IMAGE_SIZE, INK_SIZE } from "../../constants/ink.js";
import { find, findAll, setText } from "../../ui/dom.js";
import { frame } from "../../ink/framing.js";
import { inkPicture } from "../../ui/pixels.js";
import { createRaster, rasterize, zoom } from "../../ink/raster.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {"box" | "redraw" | "mass"} Step */

/** @type {readonly ("drawn" | "boxed" | "redrawn" | "centred")[]} */
const PLACEMENTS = ["drawn", "boxed", "redrawn", "centred"];
const ALL_OFF = { box: false, redraw: false, mass: false, whole: false };

/** @type {import("../../state/instruments.js").Instrument} */
export const inspector = {
  name: "inspector",
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks, read }) {
  const section = find("#inspector", HTMLElement);
  const note = find("#inspector-note", HTMLElement, section);
  /** @param {string} which */
  const canvas = (which) => find(`canvas[data-step=${which}]`, HTMLCanvasElement, section);
  // The steps' pictures are finer than the framed image that comes out of them.
  const fine = createRaster(canvas("drawn").width);
  const factor = fine.size / IMAGE_SIZE;
  section.style.setProperty("--ink-margin", String((1 - INK_SIZE / IMAGE_SIZE) / 2));
  section.style.setProperty("--centre-of-mass", String((CENTRE_OF_MASS + 0.5) / IMAGE_SIZE));
  const views = PLACEMENTS.map((name) => ({ name, draw: inkPicture(canvas(name), 0, 255) }));
  const image28 = inkPicture(canvas("image28"), 0, 255);
  const inputs = networks.map(({ name, input }) =>
    inkPicture(canvas(`input][data-network="${name}"`), input.paper, input.ink),
  );
  const switches = findAll("input[data-framing]", HTMLInputElement, section).map((input) => {
    const step = /** @type {Step} */ (input.dataset.framing);
    input.addEventListener("change", () => store.dispatch(setStep, step, input.checked));
    return { input, step };
  });

  store.subscribe((state, previous) => {
    const { drawing, framing, weights } = state;
    const { drawing: before, framing: steps, weights: chosen } = previous ?? {};
    if (before === drawing && steps === framing && chosen === weights) return;
    const reading = read(state);
    image28(reading.framed.image28);
    reading.networks.forEach(({ input }, i) => inputs[i](input));
    const framed = frame(drawing.strokes, framing.whole ? ALL_OFF : framing);
    for (const { name, draw } of views) {
      draw(rasterize(fine, drawing.strokes, zoom(framed[name], factor)).slice());
    }
    for (const { input, step } of switches) input.checked = framing[step] && !framing.whole;
    setText(note, (drawing.picture ? note.dataset.picture : note.dataset.strokes) ?? "");
  });
}

/**
 * Switch one step of framing; from the whole pad, switching one on leaves the others off.
 * @param {State} state
 * @param {Step} step
 * @param {boolean} on
 * @returns {State}
 */
function setStep(state, step, on) {
  const before = state.framing.whole ? ALL_OFF : state.framing;
  return { ...state, framing: { ...before, [step]: on } };
}
