/** The card of a set of weights, in a line: trained on how much, how large, which outputs. */

import { count } from "../../ui/numbers.js";
import { outputKind } from "../../network/emitted.js";

/**
 * @param {any} card as the trainer wrote it
 * @param {import("../../network/emitted.js").EmittedNetwork} network
 */
export function describeCard(card, network) {
  const trained = card.passes?.at(-1)?.train?.images;
  const parts = [trained ? `${count(trained)} digits` : null, outputKind(network).toLowerCase()];
  return parts.filter(Boolean).join(" · ");
}
