/** The self-check: activations in this page against NumPy's at build time. */

import { fromBase64 } from "../../data/base64.js";
import { readJson } from "../../data/blocks.js";
import { find, setText } from "../../ui/dom.js";
import { nextTask } from "../../ui/time-slices.js";
import { count } from "../../ui/numbers.js";
import { imagesOf } from "../../network/input.js";
import { loadTestSet } from "../../network/test-set.js";
import { compare } from "./compare.js";

/** @typedef {{network: string, weights: string, image: number, layers: Record<string, string>}} Golden */
/** @typedef {import("./compare.js").Result} Result */

/** NumPy's numbers are rounded to float32: a ten-thousandth part of this, for what is near 1. */
const TOLERANCE = 1e-5;

/** @type {import("../../state/instruments.js").Instrument} */
export const check = {
  name: "check",
  mount,
};

/**
 * @param {import("../../state/store.js").Store} _
 * @param {import("../../state/context.js").Context} context
 */
function mount(_, { networks }) {
  const sum = find("#check-sum", HTMLOutputElement);
  find("#run-check", HTMLButtonElement).addEventListener("click", () => {
    setText(sum, "Checking …");
    run(networks)
      .then((results) => setText(sum, report(results)))
      .catch((error) => {
        setText(sum, `The check could not run: ${error.message}`);
        reportError(error);
      });
  });
}

/**
 * Compare every layer of every set of weights, and fill the tables.
 * @param {readonly import("../../network/networks.js").PageNetwork[]} networks
 */
async function run(networks) {
  /** @type {Golden[]} */
  const readings = readJson("data/golden");
  const { image } = await loadTestSet();
  /** @type {Map<string, Result>} */
  const results = new Map();
  for (const golden of readings) {
    const network = networks.find(({ name }) => name === golden.network);
    if (!network) throw new Error(`the page has no network ${golden.network}`);
    const { copy, prepare } = network.weightSet(golden.weights);
    copy.forward(prepare(imagesOf(image(golden.image))));
    for (const [layer, text] of Object.entries(golden.layers)) {
      const expected = new Float32Array(fromBase64(text).buffer);
      const { compared, deviation } = compare(copy.activations[layer], expected);
      const key = `${network.title}, layer ${layer}`;
      const before = results.get(key) ?? { compared: 0, deviation: 0 };
      const result = {
        compared: before.compared + compared,
        deviation: Math.max(before.deviation, deviation),
      };
      results.set(key, result);
      drawRow(network.name, layer, result);
    }
    await nextTask();
  }
  return results;
}

/**
 * @param {string} network
 * @param {string} layer
 * @param {Result} result
 */
function drawRow(network, layer, { compared, deviation }) {
  const row = find(`#check [data-network="${network}"] [data-layer="${layer}"]`, HTMLElement);
  setText(find(".compared", HTMLElement, row), count(compared));
  setText(find(".deviation", HTMLElement, row), deviation.toExponential(1).replace("-", "−"));
  row.classList.toggle("off", !(deviation <= TOLERANCE));
}

/** @param {Map<string, Result>} results */
function report(results) {
  const all = [...results.values()];
  const compared = all.reduce((total, result) => total + result.compared, 0);
  const largest = Math.max(...all.map(({ deviation }) => deviation));
  const off = [...results].filter(([, { deviation }]) => !(deviation <= TOLERANCE));
  if (off.length === 0) {
    return `All ${count(compared)} numbers are NumPy’s; the largest deviation is ${largest.toExponential(1).replace("-", "−")}.`;
  }
  return `This page does not compute what it should: ${off[0][0]} deviates by ${off[0][1].deviation.toExponential(1)}. Get a fresh copy.`;
}
