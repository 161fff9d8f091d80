/** Reads the embedded safetensors files: tensors by name, and the card. Mirrors trainer/checkpoint.py. */

/** @typedef {Record<string, Float32Array>} Tensors */
/** @typedef {{tensors: Tensors, card: any}} Checkpoint */

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
  for (const [name, { dtype, data_offsets: [from, to] }] of Object.entries(header)) {
    if (dtype !== "F32") throw new Error(`${name} is ${dtype}, expected F32`);
    tensors[name] = new Float32Array(bytes.slice(start + from, start + to).buffer);
  }
  return { tensors, card: JSON.parse(metadata?.card ?? "{}") };
}
