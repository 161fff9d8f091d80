/** Small helpers around the document. */

/**
 * The one element that a selector names; a missing or other kind of element is a mistake.
 * @template {Element} E
 * @param {string} selector
 * @param {new () => E} kind
 * @param {ParentNode} [root]
 * @returns {E}
 */
export function find(selector, kind, root = document) {
  const element = root.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`no ${kind.name} for ${selector}`);
  return element;
}

/**
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
 * Set an element's text, touching the document only when it differs.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A canvas's 2D context.
 * @param {HTMLCanvasElement} canvas
 */
export function context2d(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser has no 2D canvas");
  return context;
}

/**
 * Call back once, when an element comes near the visible part of the page.
 * @param {Element} element
 * @param {() => void} start
 */
export function whenNear(element, start) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      start();
    },
    { rootMargin: "400px" },
  );
  observer.observe(element);
}

/**
 * Tell whenever an element comes near the visible part of the page, or leaves it.
 * @param {Element} element
 * @param {(near: boolean) => void} tell
 */
export function watchNear(element, tell) {
  new IntersectionObserver((entries) => tell(entries[entries.length - 1].isIntersecting), {
    rootMargin: "400px",
  }).observe(element);
}

/**
 * Lay something out for an element's width, now and whenever the width changes.
 * @param {Element} element
 * @param {(width: number) => void} layOut
 */
export function onWidth(element, layOut) {
  let width = element.clientWidth;
  layOut(width);
  new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    layOut(width);
  }).observe(element);
}
