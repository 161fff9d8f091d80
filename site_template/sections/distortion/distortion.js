/** How robust is it? What each network reads as the drawing is distorted in six ways. */

import { createDistortedReadings } from "./distorted-readings.js";
import { STRAIGHT } from "./distort.js";
import { changeDistortion, slice } from "./distortion-state.js";
import { find, setText } from "../../ui/dom.js";
import { signed } from "../../ui/numbers.js";
import { onSchemeChange, ownColour } from "../../ui/palette.js";
import { followState, setAttribute } from "../../ui/slider.js";
import { inkPicture } from "../../ui/pixels.js";
import { listen } from "../../maps/pointing.js";
import { createDigitStrip } from "./digit-strip.js";
import { createSlicer } from "../../ui/time-slices.js";
import { subscribeVisible } from "../../ui/visible.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("./distort.js").Distortion} Distortion */

const REACH = 8; // the shift map, in pixels of 28 to each side
const SIDE = 2 * REACH + 1;
const CELL = 10;
const THUMB = 16; // of a slider, as in the style sheet
const STRIP = 16;

/**
 * Format the value of a strip.
 * @type {Record<string, (value: number) => string>}
 */
const WRITTEN = {
  turn: (value) => `${signed(value, 0)}°`,
  size: (value) => `× ${value.toFixed(2)}`,
  slant: (value) => signed(value),
  pen: (value) => `× ${value.toFixed(1)}`,
  noise: (value) => value.toFixed(2),
};

/** @type {import("../../state/instruments.js").Instrument} */
export const distortion = {
  name: "distortion",
  initial: slice.initial,
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks, read }) {
  const section = find("#distortion", HTMLElement);
  const again = find("#distortion-again", HTMLInputElement);
  const preview = inkPicture(find("#distortion-picture", HTMLCanvasElement), 0, 255);
  const { imagesFor, readBy, createPart, paintTouched } = createDistortedReadings(store, networks);
  const run = createSlicer();
  again.addEventListener("change", () => store.dispatch(changeDistortion, { again: again.checked }));
  find("#distortion-reset", HTMLButtonElement).addEventListener("click", () =>
    store.dispatch(changeDistortion, STRAIGHT),
  );

  const views = networks.map((network) => {
    const reads = find(`#distortion [data-reads="${network.name}"]`, HTMLElement);
    return { network, reads, own: () => ownColour(reads) };
  });
  /** @type {Pick<State, "drawing" | "framing" | "weights"> | null} what the cells are worked out for */
  let asked = null;
  let question = 0;
  const parts = [...Object.keys(WRITTEN).map(createStrip), createMaps()];
  onSchemeChange(() => parts.forEach((part) => part.paint()));

  /**
   * Create a strip along one axis, all others as they are set: the cells of every network.
   * @param {string} axis
   */
  function createStrip(axis) {
    const root = find(`[data-axis="${axis}"]`, HTMLElement, section);
    const input = find("input", HTMLInputElement, root);
    const output = find("output", HTMLOutputElement, root);
    const [low, high, step] = [input.min, input.max, input.step].map(Number);
    const values = Array.from(
      { length: Math.round((high - low) / step) + 1 },
      (_, i) => low + i * step,
    );
    const plan = { columns: values.length, rows: 1, height: STRIP, inset: THUMB / 2 };
    const strips = networks.map(({ name, classes }) =>
      createDigitStrip(find(`canvas[data-strip="${name}"]`, HTMLCanvasElement, root), plan, classes),
    );
    const value = (/** @type {State} */ state) =>
      Number(slice.of(state)[/** @type {keyof Distortion} */ (axis)]);
    followState(input, store, value, WRITTEN[axis]);
    input.addEventListener("input", () =>
      store.dispatch(changeDistortion, { [axis]: Number(Number(input.value).toFixed(2)) }),
    );
    const changes = values.map((one) => ({ [axis]: one }));
    const part = createPart([axis], changes, (cells, digits) => {
      setText(output, WRITTEN[axis](value(store.state)));
      strips.forEach(({ draw }, i) => draw(cells[i], digits[i], views[i].own(), -1));
    });
    new ResizeObserver(([{ contentRect }]) => {
      for (const strip of strips) strip.resize(Math.floor(contentRect.width));
      part.paint();
    }).observe(find(".strips", HTMLElement, root));
    return part;
  }

  /** Create the maps of shifts. */
  function createMaps() {
    const canvases = networks.map(({ name }) =>
      find(`canvas[data-shift="${name}"]`, HTMLCanvasElement, section),
    );
    const side = SIDE * CELL;
    const plan = { maps: 1, rows: SIDE, columns: SIDE, across: 1, cell: CELL, gap: 0 };
    const unitNow = () => {
      const { dx, dy } = slice.of(store.state);
      return (dy + REACH) * SIDE + dx + REACH;
    };
    const shift = (/** @type {number} */ unit) => ({
      dx: (unit % SIDE) - REACH,
      dy: Math.floor(unit / SIDE) - REACH,
    });
    const drawn = canvases.map((canvas, i) => {
      listen(canvas, () => ({ plan, unit: unitNow() }), (unit, how) => {
        if (how === "hover") return;
        store.dispatch(changeDistortion, shift(unit));
        describe(canvas);
      });
      describe(canvas);
      const cells = { columns: SIDE, rows: SIDE, height: side, inset: 0 };
      const grid = createDigitStrip(canvas, cells, networks[i].classes);
      grid.resize(side);
      return grid;
    });
    store.subscribe((state) => {
      if (!isAsked(state)) canvases.forEach((canvas) => describe(canvas));
    });
    const shifts = Array.from({ length: SIDE * SIDE }, (_, unit) => shift(unit));
    return createPart(["dx", "dy"], shifts, (cells, digits) => {
      drawn.forEach(({ draw }, i) => {
        draw(cells[i], digits[i], views[i].own(), unitNow());
        const digit = isAsked(store.state) ? cells[i][unitNow()]?.digit : undefined;
        describe(canvases[i], networks[i].classes[digit ?? -1]);
      });
    });

    /**
     * Say where the drawing is, and what is read there once that is known.
     * @param {HTMLCanvasElement} canvas
     * @param {string} [digit]
     */
    function describe(canvas, digit) {
      const { dx, dy } = slice.of(store.state);
      const place = `${signed(dx, 0)} across, ${signed(dy, 0)} down`;
      setAttribute(canvas, "aria-valuenow", String(unitNow()));
      setAttribute(canvas, "aria-valuetext", digit === undefined ? place : `${place}: reads ${digit}`);
    }
  }

  /**
   * Whether what is shown was worked out for this state.
   * @param {State} state
   */
  function isAsked({ drawing, framing, weights }) {
    return asked?.drawing === drawing && asked.framing === framing && asked.weights === weights;
  }

  // Seen or not: what is hidden cannot be reached by keys either.
  store.subscribe((state) => {
    section.classList.toggle("blank", read(state).framed.ink === "none");
  });
  subscribeVisible(section, store, (state, previous) => {
    const { drawing, framing, weights } = state;
    const same = isAsked(state);
    const settings = slice.of(state);
    if (same && previous && slice.of(previous) === settings) return;
    const reading = read(state);
    const blank = reading.framed.ink === "none";
    again.checked = settings.again;
    if (!same) question++;
    asked = blank ? null : { drawing, framing, weights };
    const straight = reading.networks.map(({ decision }) => decision.digit);
    const images = blank ? reading.framed : imagesFor(settings);
    preview(images.image28);
    views.forEach(({ network, reads }) => {
      const { digit, sure } = readBy(network, state, images);
      setText(reads, blank ? "–" : `${network.classes[digit]}${sure ? "" : "?"}`);
    });
    if (blank) return; // what the cells hold is of the drawing before
    for (const one of parts) one.update(straight);
    run(everything(state), paintTouched);
  });

  /**
   * @param {State} state
   * @returns {Generator<void>}
   */
  function* everything(state) {
    for (const one of parts) yield* one.work(state, String(question));
  }
}
