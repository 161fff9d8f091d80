/**
 * A line chart of any width: lines in an SVG that scales without changing their thickness, ticks
 * and markers as HTML placed in per cent. The template holds the frame,
 * `<div class="plot"><svg></svg></div>`, with its role and label.
 */

/** @typedef {{from: number, to: number, log?: boolean, ticks: [number, string][]}} Axis */

const SVG = "http://www.w3.org/2000/svg";
/** Side of the SVG's coordinate system. */
const UNITS = 1000;

/**
 * Make a chart anew in its frame.
 * @param {HTMLElement} frame
 * @param {Axis} x
 * @param {Axis} y
 */
export function createPlot(frame, x, y) {
  const svg = frame.querySelector("svg");
  if (!svg) throw new Error("a plot needs an SVG in its frame");
  frame.replaceChildren(svg);
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${UNITS} ${UNITS}`);
  svg.setAttribute("preserveAspectRatio", "none");
  for (const [value, text] of x.ticks) label("x-tick", text).style.left = percent(share(x, value));
  for (const [value, text] of y.ticks) {
    label("y-tick", text).style.top = percent(1 - share(y, value));
    path("grid")([x.from, x.to].map((end) => [end, value]));
  }

  /**
   * @param {string} kind
   * @param {string} text
   */
  function label(kind, text) {
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = text;
    frame.append(span);
    return span;
  }

  /**
   * Add a line; call the result to draw it through points.
   * @param {string} kind its class
   * @param {string} [network] whose colour it has
   */
  function path(kind, network) {
    const element = document.createElementNS(SVG, "path");
    element.setAttribute("class", kind);
    if (network) element.dataset.network = network;
    svg?.append(element);
    return (/** @type {readonly (readonly number[])[]} */ points) => {
      const places = points.map(([px, py]) => {
        return `${(UNITS * share(x, px)).toFixed(1)} ${(UNITS * (1 - share(y, py))).toFixed(1)}`;
      });
      element.setAttribute("d", places.length ? `M${places.join("L")}` : "");
    };
  }

  /**
   * Add a labelled marker, hidden until it is placed; call the result to place it.
   * @param {string} kind its class
   * @param {string} text
   * @param {string} [network] whose colour it has
   */
  function mark(kind, text, network) {
    const span = label(`mark ${kind}`, text);
    if (network) span.dataset.network = network;
    span.hidden = true;
    return (/** @type {number} */ px, /** @type {number} */ py) => {
      span.hidden = false;
      span.style.left = percent(share(x, px));
      span.style.top = percent(1 - share(y, py));
    };
  }

  return { path, mark };
}

/**
 * Return where a value lies on an axis, from 0 to 1.
 * @param {Axis} axis
 * @param {number} value
 */
function share({ from, to, log }, value) {
  const clamped = Math.min(Math.max(value, Math.min(from, to)), Math.max(from, to));
  if (log) return Math.log(clamped / from) / Math.log(to / from);
  return (clamped - from) / (to - from);
}

/** @param {number} part */
function percent(part) {
  return `${(100 * part).toFixed(2)}%`;
}
