/** The network that can be trained in this page. */

import { readJson } from "../../data/blocks.js";

/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */

/** As builder/blocks/training.py writes it. @typedef {{data: string, images: number, recipe: any}} Given */

/**
 * @param {readonly PageNetwork[]} networks
 * @returns {{page: PageNetwork, given: Given} | null} null for a page that was built without training
 */
export function trainable(networks) {
  if (!document.getElementById("training")) return null;
  /** @type {Given} */
  const given = readJson("training/recipe");
  const page = networks.find(({ name }) => name === given.recipe.network);
  if (!page) throw new Error(`the page has no network ${given.recipe.network}`);
  return { page, given };
}
