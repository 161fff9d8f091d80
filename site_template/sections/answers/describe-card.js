/** The card of a set of weights, in a line: trained on how much, which outputs. */

import { count } from "../../ui/numbers.js";

/**
 * @param {import("../../data/card.js").Card} card
 * @param {import("../../network/emitted.js").Description} network
 */
export function describeCard(card, network) {
  const trained = card.passes.at(-1)?.train.images;
  const { outputKind } = network;
  const parts = [
    trained ? `${count(trained)} digits` : null,
    outputKind === "Other" ? null : outputKind.toLowerCase(),
  ];
  return parts.filter(Boolean).join(" · ");
}
