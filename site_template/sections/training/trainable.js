/** The network that can be trained in this page. */

import { readJson } from "../../data/blocks.js";
import { Fields } from "../../data/json-fields.js";
import { parseRecipe } from "../../data/recipe.js";

/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */

/** What the page trains by. @typedef {{data: string, images: number, recipe: import("../../data/recipe.js").Recipe}} Given */

/**
 * @param {readonly PageNetwork[]} networks
 * @returns {{network: PageNetwork, given: Given} | null} null for a page that can train none
 */
export function trainable(networks) {
  if (!document.getElementById("training/recipe")) return null;
  const { data, images, recipe: fields } = readJson("training/recipe");
  const recipe = parseRecipe(new Fields(fields, "the recipe"));
  const network = networks.find(({ name }) => name === recipe.network);
  if (!network) throw new Error(`the page has no network ${recipe.network}`);
  return { network, given: { data, images, recipe } };
}
