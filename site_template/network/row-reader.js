/** Several digits, read one by one, by networks of one's own: the page's stay at the pad's digit. */

import { decide } from "./decision.js";
import { outputKind, prepareInput } from "./reading.js";

/** @typedef {import("./reading.js").EmittedNetwork} EmittedNetwork */

export function createRowReader() {
  /** @type {Map<string, EmittedNetwork>} */
  const networks = new Map();

  /**
   * @param {import("./reading.js").PageNetwork} page
   * @param {string} weights
   * @param {readonly import("./reading.js").Images[]} digits framed
   */
  return function read(page, weights, digits) {
    const key = `${page.name}/${weights}`;
    const { tensors, card } = page.checkpoint(weights);
    const network = networks.get(key) ?? page.create(tensors);
    networks.set(key, network);
    const kind = outputKind(network);
    return digits.map((images) => {
      const outputs = network.forward(prepareInput(page, weights, images));
      return decide(outputs, kind, images.ink, card.decision);
    });
  };
}
