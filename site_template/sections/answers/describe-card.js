/** A line on a set of weights: the size of its training set, the kind of its outputs. */

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
