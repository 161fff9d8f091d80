/** Disabled buttons that stay focusable: `aria-disabled`, and presses are ignored. */

/**
 * @param {HTMLButtonElement} button
 * @param {boolean} disabled
 */
export function setDisabled(button, disabled) {
  button.setAttribute("aria-disabled", String(disabled));
}

/**
 * Call back when the button is pressed, unless it is disabled.
 * @param {HTMLButtonElement} button
 * @param {() => void} callback
 */
export function onPress(button, callback) {
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") callback();
  });
}
