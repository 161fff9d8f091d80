/** DOM helpers. */

/**
 * Return the first element that matches a selector.
 * @template {Element} E
 * @param {string} selector
 * @param {new () => E} kind
 * @param {ParentNode} [root]
 * @returns {E}
 * @throws {Error} if there is none, or it is of another kind
 */
export function find(selector, kind, root = document) {
  const element = root.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`no ${kind.name} for ${selector}`);
  return element;
}

/**
 * Return all elements of a kind that match a selector.
 * @template {Element} E
 * @param {string} selector
 * @param {new () => E} kind
 * @param {ParentNode} [root]
 * @returns {E[]}
 */
export function findAll(selector, kind, root = document) {
  /** @type {E[]} */
  const found = [];
  for (const element of root.querySelectorAll(selector)) {
    if (element instanceof kind) found.push(element);
  }
  return found;
}

/**
 * Set an element's text, without a mutation where it is the same.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Set a data attribute, or take it away.
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string | null | undefined} value
 */
export function setData({ dataset }, name, value) {
  if (typeof value === "string") dataset[name] = value;
  else delete dataset[name];
}

/**
 * Return a canvas's 2D context.
 * @param {HTMLCanvasElement} canvas
 */
export function context2d(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser has no 2D canvas");
  return context;
}

/**
 * Call back with an element's width, now and whenever it changes.
 * @param {Element} element
 * @param {(width: number) => void} callback
 */
export function onWidth(element, callback) {
  let width = element.clientWidth;
  callback(width);
  new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    callback(width);
  }).observe(element);
}
