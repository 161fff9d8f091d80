/**
 * What was trained here survives a reload, as long as the tab is open (sessionStorage). Where the
 * browser stores nothing, or not so much, the page works without.
 */

import { cardToJson, parseCard } from "../../data/card.js";
import { fromBase64, toBase64 } from "../../data/base64.js";

/** @typedef {import("./trained-weights.js").TrainedWeights} TrainedWeights */
/** @typedef {import("./training-state.js").Training} Training */

/** `version` changes when old sessions can no longer be read. */
const KEY = "lenet-in-a-page/trained";
const VERSION = 2;

/**
 * @typedef {object} Session
 * @property {Pick<Training, "seed" | "rate" | "done" | "passes"> & {vector: Float32Array} | null} run
 * @property {readonly TrainedWeights[]} made
 * @property {string} chosen the id of the weights in use
 */

/** @param {Session} session */
export function keepSession(session) {
  try {
    const made = session.made.map(({ card, ...others }) => ({ ...others, card: cardToJson(card) }));
    const text = JSON.stringify({ version: VERSION, ...session, made }, (_, value) =>
      value instanceof Float32Array ? { float32: toBase64(new Uint8Array(value.buffer)) } : value,
    );
    sessionStorage.setItem(KEY, text);
  } catch {
    // Quota exceeded, or not allowed: then it is lost on leaving, as everything else is.
  }
}

/** @returns {Session | null} */
export function recallSession() {
  try {
    const session = JSON.parse(sessionStorage.getItem(KEY) ?? "null", (_, value) =>
      typeof value?.float32 === "string" ? new Float32Array(fromBase64(value.float32).buffer) : value,
    );
    if (session?.version !== VERSION) return null;
    const made = session.made.map((/** @type {{card: unknown}} */ { card, ...others }) => ({ ...others, card: parseCard(card) }));
    return { ...session, made };
  } catch {
    return null;
  }
}
