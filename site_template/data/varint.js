/**
 * Variable-length integers (LEB128) below 2³²: seven bits a byte, the low ones first, the eighth
 * says that more follow. Signed integers are zigzag coded: 0, −1, 1, −2 … → 0, 1, 2, 3 …
 */

/**
 * Append an integer to bytes.
 * @param {number[]} bytes
 * @param {number} number
 */
export function appendVarint(bytes, number) {
  let rest = number;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
}

/**
 * Create a reader of one integer after the other.
 * @param {ArrayLike<number>} bytes
 */
export function createVarintReader(bytes) {
  let at = 0;
  return {
    /** All bytes are read. */
    get done() {
      return at >= bytes.length;
    },

    /** Return the next integer. @throws {RangeError} if the bytes end within it */
    next() {
      let number = 0;
      for (let shift = 0; shift < 32; shift += 7) {
        if (at >= bytes.length) throw new RangeError("the bytes end within a number");
        const byte = bytes[at++];
        number |= (byte & 127) << shift;
        if (byte < 128) break;
      }
      return number >>> 0;
    },
  };
}

/** @param {number} number */
export function zigzag(number) {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

/** @param {number} number */
export function unzigzag(number) {
  return number & 1 ? -(number + 1) / 2 : number / 2;
}
