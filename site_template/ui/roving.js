/** Roving tabindex: a group of buttons is one tab stop; arrow keys, Home and End move within it. */

import { findAll } from "./dom.js";

/** Move the focus among the buttons of a container by keys. @param {HTMLElement} container its buttons may change */
export function moveByArrows(container) {
  container.addEventListener("keydown", (event) => {
    const buttons = findAll("button", HTMLButtonElement, container);
    const at = buttons.findIndex((button) => button === event.target);
    if (at < 0) return;
    const { offsetTop } = rowOf(buttons[0]);
    const below = buttons.findIndex((button) => rowOf(button).offsetTop > offsetTop);
    const row = below < 0 ? buttons.length : below;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row, Home: -at, End: Infinity };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (step === undefined) return;
    event.preventDefault();
    const inRow = Math.abs(step) !== row || row === 1;
    const to = at + step;
    if (inRow || (to >= 0 && to < buttons.length)) {
      buttons[Math.min(Math.max(to, 0), buttons.length - 1)].focus();
    }
  });
  container.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLButtonElement) stopAt(container, target);
  });
}

/**
 * Make one of the buttons the tab stop.
 * @param {HTMLElement} container
 * @param {HTMLButtonElement | undefined} chosen
 */
export function stopAt(container, chosen) {
  for (const button of findAll("button", HTMLButtonElement, container)) {
    button.tabIndex = button === chosen ? 0 : -1;
  }
}

/**
 * Return what is laid out in rows: the button's table row or list item.
 * @param {HTMLElement} button
 */
function rowOf(button) {
  const row = button.closest("tr, li");
  return row instanceof HTMLElement ? row : button;
}
