/**
 * Undo the reordering of builder/packing.py, after inflating. A pixel of an image is in the stream
 * of its context: the levels (paper, grey or ink) of its four neighbours before it. The bytes of
 * weights are in four planes.
 */

import { CONTEXTS, GREY_LEVELS, MIN_INK } from "../constants/data.js";

/**
 * Unpack images row by row: yield after each row of all images, so that the caller can pause;
 * return the images (count × size × size).
 * @param {Uint8Array} bytes inflated: the streams' lengths, then the streams
 * @param {number} size of the images' sides
 */
export function* unpackRows(bytes, size) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const next = new Uint32Array(CONTEXTS); // where each stream is read
  next[0] = 4 * CONTEXTS;
  for (let i = 1; i < CONTEXTS; i++) next[i] = next[i - 1] + view.getUint32(4 * (i - 1), true);
  const area = size * size;
  const images = new Uint8Array(bytes.length - 4 * CONTEXTS);
  const level = Uint8Array.from({ length: 256 }, (_, grey) => (grey > 0 ? 1 : 0) + (grey >= MIN_INK ? 1 : 0));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const left = x > 0;
      const above = y > 0;
      const right = x < size - 1;
      for (let i = y * size + x; i < images.length; i += area) {
        const west = left ? level[images[i - 1]] : 0;
        const north = above ? level[images[i - size]] : 0;
        const northEast = above && right ? level[images[i - size + 1]] : 0;
        const northWest = above && left ? level[images[i - size - 1]] : 0;
        const context = ((west * GREY_LEVELS + north) * GREY_LEVELS + northEast) * GREY_LEVELS + northWest;
        images[i] = bytes[next[context]++];
      }
    }
    yield;
  }
  return images;
}

/**
 * Unpack images without pauses.
 * @param {Uint8Array} bytes
 * @param {number} size
 */
export function unpackImages(bytes, size) {
  const rows = unpackRows(bytes, size);
  for (;;) {
    const { done, value } = rows.next();
    if (done) return value;
  }
}

/**
 * Unpack a safetensors file: its header, then the highest bytes of all numbers, the second, …
 * @param {Uint8Array} bytes
 */
export function unpackWeights(bytes) {
  const header = 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const count = (bytes.length - header) / 4;
  const file = bytes.slice();
  for (let plane = 0; plane < 4; plane++) {
    const from = header + plane * count;
    for (let i = 0; i < count; i++) file[header + 4 * i + 3 - plane] = bytes[from + i];
  }
  return file;
}
