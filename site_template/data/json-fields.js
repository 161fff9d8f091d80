/**
 * Read JSON objects of unknown origin: take one field at a time, check each value, name the fault.
 * Mirrors trainer/json_fields.py: the same values are accepted, errors are worded alike.
 */

import { MOST_NESTED, MOST_QUOTED, PLAIN_RANGE } from "../constants/data.js";

const LARGEST = Number.MAX_SAFE_INTEGER;
/** Control characters, those that turn the direction of writing, and halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069\p{Cs}]/gu;
/** A text that does not end goes on to the end of the file. */
const TEXT_OR_BRACKET = /"(?:[^"\\]|\\.)*"?|[[\]{}]/gsu;
const SURROGATE = /\p{Cs}/u;

/**
 * @param {string} text
 * @returns {unknown}
 */
export function parseJson(text) {
  if (nesting(text) > MOST_NESTED) throw new Error("nested too deeply");
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("not JSON");
  }
}

/**
 * How many lists and objects are open at once, brackets in texts not counted.
 * @param {string} text
 */
function nesting(text) {
  let open = 0;
  let most = 0;
  for (const [found] of text.matchAll(TEXT_OR_BRACKET)) {
    if (found === "[" || found === "{") open += 1;
    if (found === "]" || found === "}") open -= 1;
    most = Math.max(most, open);
  }
  return most;
}

/**
 * The fields of one JSON object; each is taken once, and `finish` refuses the rest. Every method
 * throws an Error that says what was found at which path of the subject ("its card") and what was
 * expected.
 */
export class Fields {
  /**
   * @param {unknown} value
   * @param {string} subject
   * @param {string} [path]
   */
  constructor(value, subject, path = "") {
    this.subject = subject;
    this.path = path;
    if (typeof value !== "object" || value === null || Array.isArray(value)) this.fail(path, value, "an object");
    /** @type {Map<string, unknown>} */
    this.left = new Map(Object.entries(value));
  }

  /**
   * Take a field by one of the other methods, or the fallback where there is none.
   * @template T, U
   * @param {string} name
   * @param {(name: string) => T} take
   * @param {U} fallback
   * @returns {T | U}
   */
  optional(name, take, fallback) {
    return this.left.has(name) ? take(name) : fallback;
  }

  /**
   * Take a text that is not empty and matches the pattern, if there is one.
   * @param {string} name
   * @param {RegExp} [pattern]
   * @param {string} [expected]
   */
  text(name, pattern, expected = "text") {
    const value = this.checkText(name, this.take(name, expected), expected);
    if (pattern && !pattern.test(value)) this.fail(this.place(name), value, expected);
    return value;
  }

  /**
   * Take one of some texts.
   * @template {string} T
   * @param {string} name
   * @param {readonly T[]} choices
   * @returns {T}
   */
  choice(name, choices) {
    const expected = `one of ${choices.join(", ")}`;
    const value = this.take(name, expected);
    const found = choices.find((choice) => choice === value);
    return found ?? this.fail(this.place(name), value, expected);
  }

  /**
   * Take a finite number, low ≤ number ≤ high.
   * @param {string} name
   * @param {number} [low]
   * @param {number} [high]
   */
  number(name, low, high) {
    const expected = `a number${range(low, high)}`;
    return this.checkNumber(name, this.take(name, expected), expected, low, high);
  }

  /**
   * Take a whole number, low ≤ number ≤ high ≤ 2⁵³ − 1.
   * @param {string} name
   * @param {number} [low]
   * @param {number} [high]
   */
  whole(name, low = 0, high = LARGEST) {
    const expected = `a whole number${range(low, high)}`;
    const number = this.checkNumber(name, this.take(name, expected), expected, low, high);
    return Number.isInteger(number) ? number : this.fail(this.place(name), number, expected);
  }

  /** Take an object, to be read in its turn. @param {string} name */
  nested(name) {
    return new Fields(this.take(name, "an object"), this.subject, this.place(name));
  }

  /** Take a list of objects. @param {string} name @returns {Fields[]} */
  nestedList(name) {
    const value = this.take(name, "a list");
    const place = this.place(name);
    if (!Array.isArray(value)) return this.fail(place, value, "a list");
    return value.map((item, i) => new Fields(item, this.subject, `${place}[${i}]`));
  }

  /** Take an object of texts, under any names. @param {string} name @returns {Record<string, string>} */
  texts(name) {
    const inner = this.nested(name);
    for (const key of inner.names()) inner.checkText(key, inner.left.get(key), "text");
    return Object.fromEntries(/** @type {Map<string, string>} */ (inner.left));
  }

  /** Take an object of finite numbers, under any names. @param {string} name @returns {Record<string, number>} */
  numbers(name) {
    const inner = this.nested(name);
    for (const key of inner.names()) inner.checkNumber(key, inner.left.get(key), "a number");
    return Object.fromEntries(/** @type {Map<string, number>} */ (inner.left));
  }

  /** Refuse what has not been taken: an unknown field could change what the others mean. */
  finish() {
    for (const name of this.names()) {
      throw new Error(`${this.subject} has ${quote(this.place(name))}, which this version does not know`);
    }
  }

  /**
   * @param {string} name
   * @param {string} expected
   * @returns {unknown}
   */
  take(name, expected) {
    if (!this.left.has(name)) throw new Error(`${this.subject} has no ${this.place(name)}, expected ${expected}`);
    const value = this.left.get(name);
    this.left.delete(name);
    return value;
  }

  /**
   * @param {string} name
   * @param {unknown} value
   * @param {string} expected
   * @returns {string}
   */
  checkText(name, value, expected) {
    if (typeof value !== "string" || value === "" || SURROGATE.test(value)) {
      return this.fail(this.place(name), value, expected);
    }
    return value;
  }

  /**
   * @param {string} name
   * @param {unknown} value
   * @param {string} expected
   * @param {number} [low]
   * @param {number} [high]
   * @returns {number}
   */
  checkNumber(name, value, expected, low = -Infinity, high = Infinity) {
    if (typeof value !== "number" || !Number.isFinite(value) || value < low || value > high) {
      return this.fail(this.place(name), value, expected);
    }
    return value;
  }

  /** The names that are left, in an order that both languages share. */
  names() {
    return [...this.left.keys()].sort();
  }

  /** @param {string} name */
  place(name) {
    return this.path ? `${this.path}.${name}` : name;
  }

  /**
   * @param {string} place
   * @param {unknown} value
   * @param {string} expected
   * @returns {never}
   */
  fail(place, value, expected) {
    const what = place ? `${this.subject}'s ${printable(place)}` : this.subject;
    throw new Error(`${what} is ${describe(value)}, expected ${expected}`);
  }
}

/** A JSON value for an error, in few characters. @param {unknown} value */
function describe(value) {
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value ? "an object" : String(value);
}

/** A text between quotation marks: its first characters, without unprintable ones. @param {string} text */
export function quote(text) {
  const characters = [...text];
  const rest = characters.length > MOST_QUOTED ? "…" : "";
  return `'${printable(characters.slice(0, MOST_QUOTED).join(""))}${rest}'`;
}

/** Without characters that would change how an error is shown. @param {string} text */
export function printable(text) {
  return text.replace(UNPRINTABLE, "?");
}

/** A double with as many digits as it needs. @param {number} number */
function formatNumber(number) {
  if (!Number.isFinite(number)) return number > 0 ? "infinity" : number < 0 ? "-infinity" : "NaN";
  const size = Math.abs(number);
  return number && (size < PLAIN_RANGE[0] || size >= PLAIN_RANGE[1]) ? number.toExponential() : String(number);
}

/**
 * @param {number} [low]
 * @param {number} [high]
 */
function range(low, high) {
  if (low === undefined) return "";
  if (high === undefined || high === LARGEST) return ` of at least ${formatNumber(low)}`;
  return ` from ${formatNumber(low)} to ${formatNumber(high)}`;
}
