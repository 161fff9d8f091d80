/** How a network was trained. Mirrors trainer/training/recipes.py, field by field. */

import { ELASTIC_WIDTH, SIGNIFICANT_BITS } from "../constants/data.js";

/** @typedef {import("./json-fields.js").Fields} Fields */

const ORDERS = /** @type {const} */ (["constant", "shuffled"]);
const SCHEDULES = /** @type {const} */ (["constant", "cosine"]);

/** How far each pass changes the images; all that is not given is at its default. */
const AUGMENTATION = /** @type {const} */ ({
  rotation: 0,
  shift: 0,
  scale: 0,
  stretch: 0,
  shear: 0,
  elastic: 0,
  elastic_width: ELASTIC_WIDTH,
  thickness: 0,
  share: 1,
});

/** @typedef {Record<keyof typeof AUGMENTATION, number>} Augmentation */

/**
 * @typedef {object} Recipe
 * @property {string} network
 * @property {string} name
 * @property {string} data
 * @property {string} initializer
 * @property {string} loss
 * @property {string} optimizer
 * @property {number} learning_rate
 * @property {number} batch_size
 * @property {typeof ORDERS[number]} order
 * @property {number} passes
 * @property {number} seed a whole number from 0 to 2⁵³ − 1
 * @property {Record<string, string>} variant
 * @property {Record<string, number>} optimizer_options
 * @property {typeof SCHEDULES[number]} schedule
 * @property {number} warm_up in passes
 * @property {number} averaging the share that each step keeps of the moving average; 0 for none
 * @property {Augmentation | null} augmentation
 * @property {number} significant_bits
 */

/**
 * @param {Fields} given
 * @returns {Recipe}
 */
export function parseRecipe(given) {
  /** @type {Recipe} */
  const recipe = {
    network: given.text("network"),
    name: given.text("name"),
    data: given.text("data"),
    initializer: given.text("initializer"),
    loss: given.text("loss"),
    optimizer: given.text("optimizer"),
    learning_rate: given.number("learning_rate", 0),
    batch_size: given.whole("batch_size", 1),
    order: given.choice("order", ORDERS),
    passes: given.whole("passes"),
    seed: given.whole("seed"),
    variant: given.optional("variant", (name) => given.texts(name), {}),
    optimizer_options: given.optional("optimizer_options", (name) => given.numbers(name), {}),
    schedule: given.optional("schedule", (name) => given.choice(name, SCHEDULES), "constant"),
    warm_up: given.optional("warm_up", (name) => given.number(name, 0), 0),
    averaging: given.optional("averaging", (name) => given.number(name, 0, 1), 0),
    augmentation: given.optional("augmentation", (name) => parseAugmentation(given.nested(name)), null),
    significant_bits: given.optional("significant_bits", (name) => given.whole(name, ...SIGNIFICANT_BITS), SIGNIFICANT_BITS[1]),
  };
  given.finish();
  return recipe;
}

/**
 * @param {Fields} given
 * @returns {Augmentation}
 */
function parseAugmentation(given) {
  const values = Object.entries(AUGMENTATION).map(([field, usual]) => [
    field,
    given.optional(field, (name) => given.number(name), usual),
  ]);
  given.finish();
  return Object.fromEntries(values);
}

const DEFAULTS = { schedule: "constant", warm_up: 0, averaging: 0, augmentation: null, significant_bits: SIGNIFICANT_BITS[1] };

/** All fields but the optional ones that stand at their default. @param {Recipe} recipe */
export function recipeToJson({ variant, optimizer_options, ...rest }) {
  const others = Object.entries(rest).filter(([name, value]) => DEFAULTS[/** @type {keyof typeof DEFAULTS} */ (name)] !== value);
  return Object.fromEntries([
    ...others,
    ...Object.entries({ variant, optimizer_options }).filter(([, value]) => Object.keys(value).length > 0),
  ]);
}
