/** Reads and writes safetensors files: tensors by name, and the card. Mirrors trainer/checkpoints/checkpoint.py. */

/** @typedef {Record<string, Float32Array>} Tensors */
/** How a part of the data is read. @typedef {{loss: number, misses: number, images: number}} Score */
/** A pass of training, as the card has it. @typedef {{number: number, train: Score, test: Score, seconds: number}} PassRecord */
/** @typedef {{tensors: Tensors, shapes: Record<string, number[]>, card: any}} Checkpoint */

/**
 * Take a safetensors file apart: eight bytes with the header's length, a JSON header, then the
 * tensors' little-endian bytes.
 * @param {Uint8Array} bytes
 * @returns {Checkpoint}
 */
export function parseCheckpoint(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const { __metadata__: metadata, ...header } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, start)),
  );
  /** @type {Tensors} */
  const tensors = {};
  /** @type {Record<string, number[]>} */
  const shapes = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(header)) {
    shapes[name] = shape;
    if (dtype !== "F32") throw new Error(`${name} is ${dtype}, expected F32`);
    tensors[name] = new Float32Array(bytes.slice(start + from, start + to).buffer);
  }
  return { tensors, shapes, card: JSON.parse(metadata?.card ?? "{}") };
}

/**
 * A safetensors file, as `trainer` and `builder` read it.
 * @param {Checkpoint} checkpoint
 */
export function writeCheckpoint({ tensors, shapes, card }) {
  /** @type {Record<string, object>} */
  const header = { __metadata__: { card: JSON.stringify(card) } };
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
