/**
 * Inflate (RFC 1951) synchronously. The browser's own decompressor is asynchronous, and the page
 * needs its first weights before it draws anything.
 */

const MAX_BITS = 15;
const [LENGTHS, LENGTH_BITS] = ranges(3, 4, 28);
const [DISTANCES, DISTANCE_BITS] = ranges(1, 2, 30);
LENGTHS.push(258); // code 285: the longest, without extra bits
LENGTH_BITS.push(0);
/** The order in which the code lengths of the code length alphabet are sent. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const FIXED = {
  literals: huffman(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  distances: huffman(new Array(30).fill(5)),
};

/** A Huffman code: how many codes have each length, and their symbols in order. @typedef {{counts: Uint16Array, symbols: Uint16Array}} Code */

/**
 * @param {Uint8Array} source a raw deflate stream
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function inflateNow(source) {
  let output = new Uint8Array(4 * source.length + 1024);
  let size = 0;
  let at = 0;
  let buffer = 0; // bits read but not used, and how many
  let buffered = 0;

  /** @param {number} count up to 16 */
  function bits(count) {
    for (; buffered < count; buffered += 8) buffer |= source[at++] << buffered;
    const value = buffer & ((1 << count) - 1);
    buffer >>>= count;
    buffered -= count;
    return value;
  }

  /** Return the next symbol; codes of one length are consecutive numbers. @param {Code} code */
  function symbol({ counts, symbols }) {
    let value = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_BITS; length++) {
      value |= bits(1);
      const count = counts[length];
      if (value - count < first) return symbols[index + value - first];
      index += count;
      first = (first + count) << 1;
      value <<= 1;
    }
    throw new Error("the deflated data is damaged");
  }

  /** @param {number} more */
  function reserve(more) {
    if (size + more <= output.length) return;
    const larger = new Uint8Array(2 * (size + more));
    larger.set(output);
    output = larger;
  }

  function stored() {
    buffer = buffered = 0;
    const length = source[at] | (source[at + 1] << 8);
    reserve(length);
    output.set(source.subarray(at + 4, at + 4 + length), size);
    at += 4 + length;
    size += length;
  }

  function dynamic() {
    const literals = bits(5) + 257;
    const distances = bits(5) + 1;
    const sent = bits(4) + 4;
    const ofLengths = new Array(19).fill(0);
    for (let i = 0; i < sent; i++) ofLengths[ORDER[i]] = bits(3);
    const code = huffman(ofLengths);
    /** @type {number[]} */
    const lengths = [];
    while (lengths.length < literals + distances) {
      const next = symbol(code);
      if (next < 16) lengths.push(next);
      else {
        const value = next === 16 ? (lengths.at(-1) ?? 0) : 0;
        const times = next === 16 ? 3 + bits(2) : next === 17 ? 3 + bits(3) : 11 + bits(7);
        for (let i = 0; i < times; i++) lengths.push(value);
      }
    }
    return { literals: huffman(lengths.slice(0, literals)), distances: huffman(lengths.slice(literals)) };
  }

  /** @param {{literals: Code, distances: Code}} codes */
  function compressed({ literals, distances }) {
    for (let next = symbol(literals); next !== 256; next = symbol(literals)) {
      reserve(258);
      if (next < 256) output[size++] = next;
      else {
        const length = LENGTHS[next - 257] + bits(LENGTH_BITS[next - 257]);
        const far = symbol(distances);
        const from = size - DISTANCES[far] - bits(DISTANCE_BITS[far]);
        for (let i = 0; i < length; i++) output[size++] = output[from + i];
      }
    }
  }

  for (let last = 0; !last; ) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) stored();
    else compressed(kind === 1 ? FIXED : dynamic());
  }
  return output.slice(0, size);
}

/**
 * @param {readonly number[]} lengths of each symbol's code; 0: none
 * @returns {Code}
 */
function huffman(lengths) {
  const counts = new Uint16Array(MAX_BITS + 1);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  const next = new Uint16Array(MAX_BITS + 2);
  for (let length = 1; length <= MAX_BITS; length++) next[length + 1] = next[length] + counts[length];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, value) => {
    if (length) symbols[next[length]++] = value;
  });
  return { counts, symbols };
}

/**
 * Return where each code's range begins, and its extra bits: none in the first two groups, then one
 * more in each group.
 * @param {number} first
 * @param {number} group codes with equally many extra bits
 * @param {number} count
 */
function ranges(first, group, count) {
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const extra = [];
  for (let code = 0, start = first; code < count; code++) {
    const more = Math.max(Math.floor(code / group) - 1, 0);
    starts.push(start);
    extra.push(more);
    start += 1 << more;
  }
  return [starts, extra];
}
