/** The network that can be trained in this page. */

import { readJson } from "../../data/blocks.js";
import { Fields } from "../../data/json-fields.js";
import { parseRecipe } from "../../data/recipe.js";

/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */

/** The data, the number of its images, and the recipe. @typedef {{data: string, images: number, recipe: import("../../data/recipe.js").Recipe}} TrainingSetup */

/**
 * Return the network that can be trained in this page, and how.
 * @param {readonly PageNetwork[]} networks
 * @returns {{network: PageNetwork, setup: TrainingSetup} | null} null for a page without training
 */
export function trainable(networks) {
  if (!document.getElementById("training/recipe")) return null;
  const { data, images, recipe: fields } = readJson("training/recipe");
  const recipe = parseRecipe(new Fields(fields, "the recipe"));
  const network = networks.find(({ name }) => name === recipe.network);
  if (!network) throw new Error(`the page has no network ${recipe.network}`);
  return { network, setup: { data, images, recipe } };
}
