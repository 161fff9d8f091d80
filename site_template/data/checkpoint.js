/**
 * Reads and writes safetensors files: tensors by name, and the card. Mirrors
 * trainer/checkpoints/checkpoint.py: the same files are accepted, errors are worded alike.
 */

import { cardToJson, parseCardText } from "./card.js";
import { printable, quote } from "./json-fields.js";

/** @typedef {Record<string, Float32Array>} Tensors */
/** @typedef {{tensors: Tensors, shapes: Record<string, number[]>, card: import("./card.js").Card}} Checkpoint */
/** @typedef {{name: string, dtype: string, shape: number[], from: number, to: number}} Entry one tensor in the header */

const LONE_SURROGATE = /\p{Cs}/u;
/** The format's types, and the bits of a number of each. @type {Record<string, number>} */
const BITS = {
  ...{ BOOL: 8, U8: 8, I8: 8, U16: 16, I16: 16, U32: 32, I32: 32, U64: 64, I64: 64 },
  ...{ F16: 16, BF16: 16, F32: 32, F64: 64, C64: 64 },
  ...{ F4: 4, F6_E2M3: 6, F6_E3M2: 6 },
  ...{ F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, F8_E4M3FNUZ: 8, F8_E5M2FNUZ: 8 },
};

/**
 * Take a safetensors file apart: eight bytes with the header's length, a JSON header, then the
 * tensors' little-endian bytes.
 * @param {Uint8Array} bytes
 * @returns {Checkpoint}
 */
export function parseCheckpoint(bytes) {
  const { card, entries, start } = parseHeader(bytes);
  for (const { name, dtype } of entries) {
    if (dtype !== "F32") throw new Error(`${printable(name)} is of type ${dtype}, expected F32`);
  }
  /** @type {[string, Float32Array][]} */
  const tensors = entries.map(({ name, from, to }) => [
    name,
    new Float32Array(bytes.slice(start + from, start + to).buffer),
  ]);
  for (const [name, values] of tensors) {
    if (!values.every(Number.isFinite)) {
      throw new Error(`${printable(name)} holds NaN or infinity; expected finite numbers, train again`);
    }
  }
  return {
    tensors: Object.fromEntries(tensors),
    shapes: Object.fromEntries(entries.map(({ name, shape }) => [name, shape])),
    card: parseCardText(card),
  };
}

/**
 * @param {Uint8Array} bytes
 * @returns {{card: string, entries: Entry[], start: number}} the card's text, the tensors by name,
 *   and where their bytes start
 */
function parseHeader(bytes) {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = 8 + Number(view.getBigUint64(0, true));
    if (start > bytes.length) throw new RangeError("the header is cut off");
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const whole = requireObject(JSON.parse(decoder.decode(bytes.subarray(8, start))));
    const { __metadata__: metadata, ...header } = whole;
    const texts = Object.entries(requireObject(metadata ?? {}));
    if (!texts.every(([, text]) => typeof text === "string" && !LONE_SURROGATE.test(text))) throw new TypeError("metadata");
    const entries = Object.entries(header).map(parseEntry);
    let end = 0;
    for (const { from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
      if (from !== end) throw new RangeError("a gap between tensors");
      end = to;
    }
    if (start + end !== bytes.length) throw new RangeError("the tensors do not fill the file");
    const { card } = /** @type {Record<string, string>} */ (Object.fromEntries(texts));
    return { card: card ?? "{}", entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)), start };
  } catch {
    throw new Error("not a whole safetensors file; train or copy it again");
  }
}

/** @param {unknown} value @returns {Record<string, unknown>} */
function requireObject(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("no object");
  return /** @type {Record<string, unknown>} */ (value);
}

/**
 * @param {[string, unknown]} field of the header; whatever does not fit throws
 * @returns {Entry}
 */
function parseEntry([name, value]) {
  const entry = /** @type {{dtype: string, shape: number[], data_offsets: number[]}} */ (requireObject(value));
  const { dtype, shape, data_offsets: [from, to] } = entry;
  const numbers = [...shape, from, to];
  const size = shape.reduce((product, side) => product * side, 1);
  if (!numbers.every((each) => Number.isSafeInteger(each) && each >= 0)) throw new TypeError("no whole numbers");
  if (!Object.hasOwn(BITS, dtype) || size * BITS[dtype] !== 8 * (to - from)) throw new RangeError("the size does not fit");
  return { name, dtype, shape, from, to };
}

/**
 * Throw unless the tensors are those of the network that the card names, each of its shape.
 * @param {Checkpoint} checkpoint
 * @param {Record<string, {layers: readonly {name: string, tensors: object}[]}>} networks by name
 */
export function checkTensors({ card: { network }, shapes }, networks) {
  if (!Object.hasOwn(networks, network)) {
    throw new Error(`no network is called ${quote(network)}; there are ${Object.keys(networks).join(", ")}`);
  }
  const expected = new Map(
    networks[network].layers.flatMap(({ name, tensors }) =>
      Object.entries(tensors).map(([short, shape]) => [`${name}.${short}`, shape]),
    ),
  );
  for (const [name, shape] of expected) {
    if (!Object.hasOwn(shapes, name)) throw new Error(`${network} needs the tensor ${name}, which is missing`);
    if (formatShape(shapes[name]) !== formatShape(shape)) {
      throw new Error(`${network} needs ${name} of shape ${formatShape(shape)}, found ${formatShape(shapes[name])}`);
    }
  }
  const extra = Object.keys(shapes).filter((name) => !expected.has(name)).sort();
  if (extra.length) throw new Error(`${network} has no tensor ${printable(extra[0])}`);
}

/** As Python writes a tuple. @param {readonly number[]} shape */
function formatShape(shape) {
  return `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
}

/**
 * A safetensors file, as `trainer` and `builder` read it.
 * @param {Checkpoint} checkpoint
 */
export function writeCheckpoint({ tensors, shapes, card }) {
  /** @type {Record<string, object>} */
  const header = { __metadata__: { card: JSON.stringify(cardToJson(card)) } };
  let size = 0;
  for (const [name, { byteLength }] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape: shapes[name], data_offsets: [size, size + byteLength] };
    size += byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + size).fill(0x20, 8, start); // the header ends in spaces
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let at = start;
  for (const { buffer, byteOffset, byteLength } of Object.values(tensors)) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}
