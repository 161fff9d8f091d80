/** Range inputs that say what the state says, whether or not they were ever on the screen. */

/**
 * @template S
 * @param {HTMLInputElement} input
 * @param {{subscribe: (view: (state: S) => void) => void}} store
 * @param {(state: S) => number} valueOf
 * @param {(value: number) => string} nameOf the value for a screen reader
 */
export function followState(input, store, valueOf, nameOf) {
  store.subscribe((state) => {
    const value = valueOf(state);
    input.value = String(value);
    setAttribute(input, "aria-valuetext", nameOf(value));
  });
}

/**
 * Set an attribute where it changes: assistive technology is told of every setting.
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
