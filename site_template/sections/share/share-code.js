/**
 * What a link carries, as text: `1.CHECK.key=value&key=value`. The 1 is the version, CHECK a
 * checksum, so that a damaged link is known as one. Strokes are coded in eighths of a pad pixel,
 * which moves no point by more than a sixteenth.
 */

/** @typedef {import("../../ink/raster.js").Stroke} Stroke */

const VERSION = "1";
const FINE = 8;
/** No honest drawing has more points; a crafted link shall not stop the page. */
const MOST_POINTS = 20_000;

/** @param {Record<string, string>} fields */
export function packLink(fields) {
  const text = Object.entries(fields)
    .map(([key, value]) => `${key}=${value}`)
    .join("&");
  return `${VERSION}.${checksum(text)}.${text}`;
}

/**
 * @param {string} link
 * @returns {Record<string, string>}
 * @throws {Error} with a sentence for the visitor
 */
export function unpackLink(link) {
  const [version, check, ...rest] = link.split(".");
  const text = rest.join(".");
  if (version !== VERSION) throw new Error("This link was made by another version of this page.");
  if (check !== checksum(text)) throw new Error("This link is damaged.");
  return Object.fromEntries(text.split("&").map((field) => field.split("=", 2)));
}

/**
 * FNV-1a, 24 bits of it, as four characters.
 * @param {string} text
 */
function checksum(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return toText([(hash >>> 16) & 255, (hash >>> 8) & 255, hash & 255]);
}

/**
 * @param {readonly Stroke[]} strokes
 * @returns {string}
 */
export function packStrokes(strokes) {
  /** @type {number[]} */
  const bytes = [];
  const put = (/** @type {number} */ number) => {
    for (; number > 127; number >>>= 7) bytes.push((number & 127) | 128);
    bytes.push(number);
  };
  for (const { points, width } of strokes) {
    put(width);
    put(points.length);
    let [x, y] = [0, 0];
    for (const point of points) {
      const [nextX, nextY] = point.map((value) => Math.round(value * FINE));
      put(zigzag(nextX - x));
      put(zigzag(nextY - y));
      [x, y] = [nextX, nextY];
    }
  }
  return toText(bytes);
}

/**
 * @param {string} text
 * @returns {Stroke[]}
 */
export function unpackStrokes(text) {
  const bytes = fromText(text);
  let at = 0;
  const take = () => {
    let number = 0;
    for (let shift = 0; shift < 32; shift += 7) {
      if (at >= bytes.length) throw new Error("This link is damaged.");
      const byte = bytes[at++];
      number |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return number >>> 0;
  };
  /** @type {Stroke[]} */
  const strokes = [];
  while (at < bytes.length) {
    const width = Math.min(Math.max(take(), 1), 64);
    const count = take();
    if (count > MOST_POINTS) throw new Error("This link is damaged.");
    let [x, y] = [0, 0];
    const points = Array.from({ length: count }, () => {
      x += unzigzag(take());
      y += unzigzag(take());
      return [x / FINE, y / FINE];
    });
    if (count) strokes.push({ points, width });
  }
  return strokes;
}

/** @param {number} number */
function zigzag(number) {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

/** @param {number} number */
function unzigzag(number) {
  return number & 1 ? -(number + 1) / 2 : number / 2;
}

/**
 * Bytes as base64 with the letters that are safe in addresses.
 * @param {readonly number[]} bytes
 */
function toText(bytes) {
  const text = btoa(bytes.map((byte) => String.fromCharCode(byte)).join(""));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
function fromText(text) {
  try {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Array.from(plain, (character) => character.charCodeAt(0));
  } catch {
    throw new Error("This link is damaged.");
  }
}
