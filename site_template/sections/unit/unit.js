/** Any unit, explained: the patch, the kernel, the products, the sums, and what comes of them. */

import { roundToSum } from "./round-to-sum.js";
import { find, findAll, setText } from "../../ui/dom.js";
import { explain } from "./explain.js";
import { lookAtSource } from "../../state/look.js";
import { createNumberGrid, written } from "./number-grid.js";
import { inWords } from "../../ui/numbers.js";
import { largestOf, nameOf, outputsOf, stagesOf } from "../../network/stages.js";
import { subscribeVisible } from "../../ui/visible.js";

/** @typedef {import("../../network/stages.js").Stage} Stage */
/** @typedef {import("./explain.js").Explanation} Explanation */

/** @type {import("../../state/instruments.js").Instrument} */
export const unit = {
  name: "unit",
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks, read }) {
  const section = find("#unit", HTMLElement);
  const title = find("#unit-name", HTMLElement);
  const sees = find("#unit-sees", HTMLElement);
  const note = find("#unit-outside", HTMLElement);
  const grids = ["patch", "kernel", "products"].map((name) => ({
    figure: find(`[data-grid="${name}"]`, HTMLElement, section),
    draw: createNumberGrid(find(`[data-grid="${name}"] table`, HTMLTableElement, section)),
  }));
  const captions = findAll("[data-grid] figcaption", HTMLElement, section);
  const softmax = createSoftmax(find("#softmax", HTMLElement));
  const ledger = createLedger(find("#ledger", HTMLElement), (source) =>
    store.dispatch(lookAtSource, source),
  );

  subscribeVisible(section, store, (state) => {
    const { look } = state;
    const i = networks.findIndex(({ name }) => name === look.network);
    const reading = read(state).networks[i];
    const stages = stagesOf(reading.network);
    const at = stages.findIndex(({ name }) => name === look.stage);
    const stage = stages[at];
    setText(title, nameOf(stage, look.unit));
    const { tensors } = reading.weights.checkpoint;
    const known = at > 0 ? explain(stages, at, look.unit, reading, tensors) : null;
    const source = known?.sources[Math.min(look.source, known.sources.length - 1)];
    const weighs = Boolean(source && source.kernel.length > 0);
    grids.forEach(({ figure }, grid) => (figure.hidden = !known || (grid > 0 && !weighs)));
    const sums = ledger(stage, look, known, reading);
    softmax(stage, look.unit, known);
    if (!known || !source) {
      setText(sees, "A pixel of the input: nothing is worked out here.");
      setText(note, "");
      return;
    }
    const below = stages[at - 1];
    const from = below.maps > 1 ? `${below.name}, map ${source.map}` : below.name;
    setText(sees, describe(stage, below, known));
    setText(captions[0], `what it sees of ${from}`);
    setText(note, source.outside.some(Boolean) ? OUTSIDE(stage.layer?.paddingValue) : "");
    const patch = source.patch.map((value) => Math.round(value * 100));
    const range = Math.max(below.bounded ? 1 : largestOf(outputsOf(reading, below)), 0.01);
    const winner = stage.kind === "MaxPool" ? source.patch.indexOf(known.output) : -1;
    grids[0].draw(patch, source.columns, range * 100, (cell) =>
      source.outside[cell] ? "outside" : cell === winner ? "winner" : "",
    );
    if (!weighs) return;
    const kernel = source.kernel.map((value) => Math.round(value * 100));
    const most = Math.max(...known.sources.map(({ kernel: weights }) => largestOf(weights)));
    grids[1].draw(kernel, source.columns, most * 100);
    const products = roundToSum(source.products, sums[known.sources.indexOf(source)]);
    grids[2].draw(products, source.columns, Math.max(most * range, 0.01) * 100);
  });
}

const OUTSIDE = (/** @type {number} */ value) =>
  `Slanted numbers lie beyond the edge, where the network always sees ${written(value * 100)}.`;

/**
 * @param {Stage} stage
 * @param {Stage} below
 * @param {Explanation} known
 */
function describe(stage, below, { sources }) {
  const maps = `${sources.length} of the ${below.maps} maps of ${below.name}`;
  const cells = `${sources[0].columns}×${sources[0].patch.length / sources[0].columns}`;
  if (stage.kind === "MaxPool") return `The largest of ${cells} neighbours goes on; the rest is dropped.`;
  if (stage.kind === "AveragePool") return `The mean of ${cells} neighbours.`;
  if (stage.kind === "Dense") {
    return below.maps > 1 ? `It sees all ${maps.replace(/^\d+ of the /, "")}, whole.` : `It sees every unit of ${below.name}.`;
  }
  if (stage.kind !== "Conv") return `It sees ${cells} neighbours.`;
  const share = "All units of its map share this kernel.";
  return below.maps > 1 ? `It sees a ${cells} patch in ${maps}. ${share}` : `It sees a ${cells} patch of the input. ${share}`;
}

/**
 * Create the list of the sums, the bias, the total and the output.
 * @param {HTMLElement} root
 * @param {(source: number) => void} onSource
 */
function createLedger(root, onSource) {
  const list = find("ol", HTMLOListElement, root);
  const lines = findAll("[data-line]", HTMLElement, root);
  const values = lines.map((line) => find("dd", HTMLElement, line));
  const names = lines.map((line) => find("dt", HTMLElement, line));
  list.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) onSource(Number(button.value));
  });
  /** @type {HTMLButtonElement[]} */
  let buttons = [];

  /** @param {number} count */
  function build(count) {
    if (buttons.length === count) return;
    buttons = Array.from({ length: count }, (_, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.value = String(i);
      button.append(document.createElement("span"), document.createElement("b"));
      return button;
    });
    list.replaceChildren(
      ...buttons.map((button) => {
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
  }

  /**
   * @param {Stage} stage
   * @param {import("../../state/store.js").Look} look
   * @param {Explanation | null} known
   * @param {import("../../network/reading.js").NetworkReading} reading
   * @returns {number[]} the sources' sums as written, in hundredths
   */
  return function draw(stage, look, known, reading) {
    const sums = Boolean(known && known.sources[0].kernel.length > 0);
    const total = Math.round((known?.total ?? 0) * 100);
    const parts = known ? [...known.sources.map(({ sum }) => sum), known.bias] : [];
    const rounded = sums ? roundToSum(parts, total) : [];
    list.hidden = !sums || parts.length < 3;
    build(list.hidden || !known ? 0 : known.sources.length);
    buttons.forEach((button, i) => {
      const [name, value] = button.children;
      setText(name, `map ${known?.sources[i].map}`);
      setText(value, written(rounded[i]));
      button.setAttribute("aria-pressed", String(i === Math.min(look.source, buttons.length - 1)));
    });
    const output = known?.output ?? outputsOf(reading, stage)[look.unit];
    const shown = [
      ["sum of the products", sums && list.hidden ? written(rounded[0]) : ""],
      ["bias", sums ? written(rounded[rounded.length - 1]) : ""],
      ["total", sums ? written(total) : ""],
      [nameOfOutput(stage, known), written(Math.round(output * 100))],
    ];
    shown.forEach(([name, value], i) => {
      lines[i].hidden = value === "";
      setText(names[i], name);
      setText(values[i], value);
    });
    return rounded;
  };
}

/**
 * @param {Stage} stage
 * @param {Explanation | null} known
 */
function nameOfOutput({ kind, after }, known) {
  if (!known) return "value";
  const pooled = { MaxPool: "the largest", AveragePool: "the mean" }[kind];
  if (!pooled && after.length === 0) return "output";
  const total = written(Math.round(known.total * 100));
  if (after.length === 1 && after[0].kind === "Softmax") {
    return `e^${total} ÷ the sum of all ${inWords(known.totals.length)}`;
  }
  return after.reduce((text, layer) => `${layer.kind.toLowerCase()}(${text})`, pooled ?? total);
}

/**
 * Create the tables of a softmax: all totals, and their probabilities.
 * @param {HTMLElement} figure
 */
function createSoftmax(figure) {
  const [totals, shares] = findAll("table", HTMLTableElement, figure).map(createNumberGrid);
  const count = find("figcaption span", HTMLElement, figure);

  /**
   * @param {Stage} stage
   * @param {number} chosen
   * @param {Explanation | null} known
   */
  return function draw(stage, chosen, known) {
    figure.hidden = stage.after.at(-1)?.kind !== "Softmax";
    if (figure.hidden || !known) return;
    setText(count, inWords(known.totals.length));
    const own = (/** @type {number} */ cell) => (cell === chosen ? "winner" : "");
    const values = Array.from(known.totals);
    const powers = values.map((total) => Math.exp(total - Math.max(...values)));
    const sum = powers.reduce((all, power) => all + power, 0);
    const rounded = values.map((total) => Math.round(total * 100));
    totals(rounded, values.length, largestOf(rounded), own);
    shares(
      roundToSum(powers.map((power) => power / sum), 100),
      values.length,
      100,
      own,
    );
  };
}
