/** The misread test images of a network: the confusion matrix, and the images of a cell. */

import { UnusableError, wholeNumber } from "../../state/context.js";
import { createSlice } from "../../state/slices.js";
import { createConfusion } from "./confusion.js";
import { find, findAll, setText } from "../../ui/dom.js";
import { createGallery } from "./gallery.js";
import { count } from "../../ui/numbers.js";
import { onSchemeChange } from "../../ui/palette.js";
import { loadTestSet } from "../../network/test-set.js";
import { confusion, judge, unjudged } from "../../network/verdicts.js";
import { whenNear } from "../../ui/visible.js";

/** @typedef {import("../../state/store.js").State} State */

/**
 * Whose mistakes are shown. `cell`: the confusion whose images are, classes · class + taken for; null:
 * all mistakes.
 * @typedef {{network: string, cell: number | null}} Failures
 */

const slice = createSlice("failures", (networks) =>
  /** @type {Failures} */ ({ network: networks[0].name, cell: null }),
);

/** @type {import("../../state/instruments.js").Instrument} */
export const failures = {
  name: "failures",
  initial: slice.initial,
  fields: {
    mistakes: {
      write(state, start) {
        const { network, cell } = slice.of(state);
        return slice.of(state) !== slice.of(start) && `${network}:${cell ?? ""}`;
      },
      read(state, text, networks) {
        const [name, cell] = text.split(":", 2);
        const network = networks.find((one) => one.name === name);
        if (!network) throw new UnusableError("this page has no such network");
        const last = network.classes.length ** 2 - 1;
        return slice.put(state, { network: name, cell: cell ? wholeNumber(cell, 0, last) : null });
      },
    },
  },
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks }) {
  const sum = find("#failures-sum", HTMLOutputElement);
  const section = find("#failures", HTMLElement);
  const title = find("#gallery-title", HTMLElement);
  const all = find("#gallery-all", HTMLButtonElement);
  const radios = findAll("#failures-network input", HTMLInputElement);
  const drawConfusion = createConfusion(networks[0].classes, (cell) => store.dispatch(openCell, cell));
  const drawGallery = createGallery(store);
  all.addEventListener("click", () => {
    store.dispatch(openCell, null);
    title.focus();
  });
  title.tabIndex = -1;
  for (const radio of radios) {
    radio.addEventListener("change", () => store.dispatch(chooseNetwork, radio.value));
  }

  /** @param {State} state */
  async function draw(state) {
    const shown = slice.of(state);
    const { cell } = shown;
    const network = networks.find(({ name }) => name === shown.network) ?? networks[0];
    const weights = network.weightSet(state.weights[network.name]);
    section.dataset.network = network.name;
    for (const radio of radios) radio.checked = radio.value === network.name;
    const set = await loadTestSet();
    const verdicts = await judge(network, weights, set.labels);
    if (slice.of(store.state) !== shown || store.state.weights[network.name] !== weights.id) return;
    const wrong = verdicts.filter(({ label, digit }) => label !== digit);
    const { classes } = network;
    const images = verdicts.filter(({ label, digit }) =>
      cell === null ? label !== digit : label * classes.length + digit === cell,
    );
    drawConfusion(classes, confusion(verdicts, classes.length), cell);
    drawGallery(images, set, classes);
    all.hidden = cell === null;
    const mistakes = verdicts.length ? `All ${count(wrong.length)} mistakes` : "Its mistakes";
    setText(title, cell === null ? mistakes : cellTitle(classes, cell, images.length));
    const share = ((100 * wrong.length) / verdicts.length).toFixed(2);
    section.setAttribute("aria-busy", "false");
    const told = `${network.title} misreads ${count(wrong.length)} of ${count(verdicts.length)}: ${share} %.`;
    setText(sum, verdicts.length ? told : unjudged(network));
  }

  whenNear(section, () => {
    store.subscribe((state, previous) => {
      const same = previous && slice.of(previous) === slice.of(state);
      if (same && previous.weights === state.weights) return;
      section.setAttribute("aria-busy", "true"); // what is shown is still the answer before
      setText(sum, "Reading the test images …");
      draw(state).catch(reportError);
    });
    onSchemeChange(() => draw(store.state).catch(reportError));
  });
}

/**
 * @param {readonly string[]} classes
 * @param {number} cell
 * @param {number} images
 */
function cellTitle(classes, cell, images) {
  const [digit, read] = [classes[Math.floor(cell / classes.length)], classes[cell % classes.length]];
  const how = digit === read ? "read right" : `taken for ${read}`;
  return `${count(images)} × ${digit}, ${how}`;
}

/**
 * @param {State} state
 * @param {number | null} cell
 * @returns {State}
 */
function openCell(state, cell) {
  return slice.put(state, { ...slice.of(state), cell });
}

/**
 * @param {State} state
 * @param {string} network
 * @returns {State}
 */
function chooseNetwork(state, network) {
  return slice.put(state, { network, cell: null });
}
