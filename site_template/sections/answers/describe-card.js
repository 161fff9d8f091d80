/** The card of a set of weights, in a line: trained on how much, which outputs. */

import { outputKind } from "../../network/emitted.js";
import { count } from "../../ui/numbers.js";

/**
 * @param {import("../../data/card.js").Card} card
 * @param {import("../../network/emitted.js").EmittedNetwork} network
 */
export function describeCard(card, network) {
  const trained = card.passes.at(-1)?.train.images;
  const parts = [trained ? `${count(trained)} digits` : null, outputKind(network).toLowerCase()];
  return parts.filter(Boolean).join(" · ");
}
