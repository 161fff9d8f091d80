/**
 * The page's colours as numbers, for canvases: the custom properties of the style sheet, read
 * again when the colour scheme changes.
 */

/** @typedef {{paper: number[], ink: number[], pad: number[], red: number[], blue: number[]}} Colours */

/** @type {Colours | null} */
let colours = null;
/** @type {Uint32Array | null} */
let inkScale = null;
/** @type {Uint32Array | null} */
let signedScale = null;

const dark = matchMedia("(prefers-color-scheme: dark)");

/**
 * Call back after every change of the colour scheme.
 * @param {() => void} callback
 */
export function onSchemeChange(callback) {
  dark.addEventListener("change", callback);
}

onSchemeChange(() => {
  colours = null;
  inkScale = null;
  signedScale = null;
});

/** Return the current colours, each as red, green, blue 0…255. */
export function palette() {
  if (colours) return colours;
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => parse(style.getPropertyValue(`--${name}`));
  colours = {
    paper: read("paper"),
    ink: read("ink"),
    pad: read("pad"),
    red: read("red"),
    blue: read("blue"),
  };
  return colours;
}

/**
 * A network's own colour, as the style sheet has it for an element where the network speaks.
 * @param {HTMLElement} element
 */
export function ownColour(element) {
  return parse(getComputedStyle(element).getPropertyValue("--own"));
}

/** 256 colours from no ink to full ink, as pixels. */
export function inkColours() {
  const { pad, ink } = palette();
  inkScale ??= Uint32Array.from({ length: 256 }, (_, i) => pixel(mix(pad, ink, i / 255)));
  return inkScale;
}

/** Return 255 colours, as pixels: blue for negative, paper for zero (index 127), red for positive. */
export function signedColours() {
  const { blue, paper, red } = palette();
  signedScale ??= Uint32Array.from({ length: 255 }, (_, i) =>
    pixel(mix(paper, i < 127 ? blue : red, Math.abs(i - 127) / 127)),
  );
  return signedScale;
}

/**
 * Return a colour in CSS notation.
 * @param {number[]} colour
 */
export function css(colour) {
  return `rgb(${colour.join(" ")})`;
}

/** @param {string} text a colour as #rrggbb */
function parse(text) {
  const hex = text.trim();
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

/**
 * @param {number[]} from
 * @param {number[]} to
 * @param {number} share
 */
function mix(from, to, share) {
  return from.map((value, i) => Math.round(value + (to[i] - value) * share));
}

/** Return an opaque pixel in native byte order. @param {number[]} colour */
function pixel([red, green, blue]) {
  return new Uint32Array(new Uint8Array([red, green, blue, 255]).buffer)[0];
}
