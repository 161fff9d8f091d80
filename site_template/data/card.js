/**
 * The card of a set of weights: what they are, how they were trained, how well they read. Mirrors
 * trainer/checkpoints/card.py: the same cards are accepted, errors are worded alike.
 */

import { Fields, parseJson, quote } from "./json-fields.js";
import { parseRecipe, recipeToJson } from "./recipe.js";

/** @typedef {import("./recipe.js").Recipe} Recipe */

/** The mean loss; misses among the images. @typedef {{loss: number, misses: number, images: number}} Score */
/** @typedef {{number: number, train: Score, test: Score, seconds: number}} PassRecord */

/** How margins become confidences, and the smallest that is accepted. @typedef {{intercept: number, slope: number, threshold: number}} Calibration */

/**
 * Counts on pen strokes of writers who are not in the training set.
 * @typedef {{writers: number, digits: number, misses: number, accepted: number, accepted_right: number}} StrokeScore
 */

/** Misses among the visitor's own images, and the test set's score. @typedef {{own: number, test: Score}} LessonScore */
/** @typedef {{start: string, examples: number, before: LessonScore, after: LessonScore}} Lesson */

const FRAMINGS = /** @type {const} */ (["size-normalized"]);
const ENGINES = /** @type {const} */ (["wasm", "numpy"]);
const DAY = /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/;

/**
 * All that is known of a set of weights; only the network must be.
 * @typedef {object} Card
 * @property {string} network
 * @property {string | null} name
 * @property {string | null} data the training and test images, in words
 * @property {typeof FRAMINGS[number] | null} framing where the digits fill the training images
 * @property {Recipe | null} recipe
 * @property {typeof ENGINES[number] | null} engine
 * @property {number | null} images_shown where a run was stopped within a pass
 * @property {readonly PassRecord[]} passes
 * @property {Lesson | null} taught the lesson in the page after which the weights are so
 * @property {string | null} date YYYY-MM-DD
 * @property {Record<string, string>} versions of the programs that trained, by name
 * @property {Calibration | null} calibration
 * @property {StrokeScore | null} stroke_score
 */

/**
 * @param {string} text JSON
 * @returns {Card}
 */
export function parseCardText(text) {
  /** @type {unknown} */
  let value;
  try {
    value = parseJson(text);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error(`its card is ${message}, expected a JSON object`, { cause: error });
  }
  return parseCard(value);
}

/**
 * @param {unknown} value
 * @returns {Card}
 */
export function parseCard(value) {
  const fields = new Fields(value, "its card");
  /** @type {Card} */
  const card = {
    network: fields.text("network"),
    name: fields.optional("name", (name) => fields.text(name), null),
    data: fields.optional("data", (name) => fields.text(name), null),
    framing: fields.optional("framing", (name) => fields.choice(name, FRAMINGS), null),
    recipe: fields.optional("recipe", (name) => parseRecipe(fields.nested(name)), null),
    engine: fields.optional("engine", (name) => fields.choice(name, ENGINES), null),
    images_shown: fields.optional("images_shown", (name) => fields.whole(name), null),
    passes: fields.optional("passes", (name) => fields.nestedList(name).map(parsePassRecord), []),
    taught: fields.optional("taught", (name) => parseLesson(fields.nested(name)), null),
    date: fields.optional("date", (name) => fields.text(name, DAY, "a day, YYYY-MM-DD"), null),
    versions: fields.optional("versions", (name) => fields.texts(name), {}),
    calibration: fields.optional("decision", (name) => parseCalibration(fields.nested(name)), null),
    stroke_score: fields.optional("strokes", (name) => parseStrokeScore(fields.nested(name)), null),
  };
  fields.finish();
  if (card.recipe && card.recipe.network !== card.network) {
    throw new Error(`its card's recipe.network is ${quote(card.recipe.network)}, expected ${quote(card.network)}`);
  }
  return card;
}

/** The JSON object, without the fields that nothing is known of. @param {Card} card */
export function cardToJson(card) {
  const { recipe, passes, taught, versions, calibration, stroke_score, ...others } = card;
  const found = {
    ...others,
    recipe: recipe && recipeToJson(recipe),
    passes: passes.length ? passes : null,
    taught: taught && { from: taught.start, examples: taught.examples, before: taught.before, after: taught.after },
    versions: Object.keys(versions).length ? versions : null,
    decision: calibration && {
      intercept: calibration.intercept,
      slope: calibration.slope,
      least: calibration.threshold,
    },
    strokes: stroke_score,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}

/**
 * @param {Fields} fields
 * @returns {Score}
 */
function parseScore(fields) {
  const loss = fields.number("loss", 0);
  const images = fields.whole("images", 1);
  const score = { loss, misses: fields.whole("misses", 0, images), images };
  fields.finish();
  return score;
}

/**
 * @param {Fields} fields
 * @param {number} index from 0; passes are counted from 1, without a gap
 * @returns {PassRecord}
 */
function parsePassRecord(fields, index) {
  const record = {
    number: fields.whole("number", index + 1, index + 1),
    train: parseScore(fields.nested("train")),
    test: parseScore(fields.nested("test")),
    seconds: fields.number("seconds", 0),
  };
  fields.finish();
  return record;
}

/**
 * @param {Fields} fields
 * @returns {Lesson}
 */
function parseLesson(fields) {
  const lesson = {
    start: fields.text("from"),
    examples: fields.whole("examples", 1),
    before: parseLessonScore(fields.nested("before")),
    after: parseLessonScore(fields.nested("after")),
  };
  fields.finish();
  return lesson;
}

/**
 * @param {Fields} fields
 * @returns {LessonScore}
 */
function parseLessonScore(fields) {
  const score = { own: fields.whole("own"), test: parseScore(fields.nested("test")) };
  fields.finish();
  return score;
}

/**
 * @param {Fields} fields
 * @returns {Calibration}
 */
function parseCalibration(fields) {
  const calibration = {
    intercept: fields.number("intercept"),
    slope: fields.number("slope"),
    threshold: fields.number("least", 0, 1),
  };
  fields.finish();
  return calibration;
}

/**
 * @param {Fields} fields
 * @returns {StrokeScore}
 */
function parseStrokeScore(fields) {
  const writers = fields.whole("writers", 1);
  const digits = fields.whole("digits", 1);
  const misses = fields.whole("misses", 0, digits);
  const accepted = fields.whole("accepted", 0, digits);
  const score = { writers, digits, misses, accepted, accepted_right: fields.whole("accepted_right", 0, accepted) };
  fields.finish();
  return score;
}
