/**
 * Whether this browser can run the page; if not, one sentence at its top says why. In ECMAScript 5,
 * so that old browsers can run this script. `#trouble` is shown as long as nothing hides it: its
 * first text is for where no script runs. main.js starts only while it is hidden.
 */
(function () {
  /** All that the page cannot do without, from `window` on; docs/page.md lists what it can. */
  var REQUIRED = [
    "Array.prototype.at", // Chrome 92, Firefox 90, Safari 15.4
    "BigInt", // 67, 68, 14
    "CanvasRenderingContext2D",
    "DecompressionStream", // 80, 113, 16.4
    "Element.prototype.replaceChildren", // 86, 78, 14
    "IntersectionObserver", // 51, 55, 12.1
    "Object.hasOwn", // 93, 92, 15.4
    "OffscreenCanvas", // 69, 105, 16.4
    "PointerEvent", // 55, 59, 13
    "ResizeObserver", // 64, 69, 13.1
    "Response", // 40, 39, 10.1
    "String.prototype.replaceAll", // 85, 77, 13.1
    "TextDecoder", // 38, 19, 10.1
    "createImageBitmap", // 50, 42, 15
    "reportError", // 95, 93, 15.4
  ];
  var note = /** @type {HTMLElement} */ (document.getElementById("trouble"));

  /** @param {string} path */
  function lacks(path) {
    var names = path.split(".");
    /** @type {any} */
    var place = window;
    for (var i = 0; i < names.length; i++) {
      if (!(names[i] in place)) return true;
      if (i < names.length - 1) place = place[names[i]];
    }
    return false;
  }

  /** It came later than the constructor in Chrome: 103, 113, 16.4. */
  function lacksInflate() {
    try {
      new window.DecompressionStream("deflate-raw");
      return false;
    } catch (error) {
      return true;
    }
  }

  /** @param {string} sentence */
  function say(sentence) {
    note.textContent = sentence;
    note.hidden = false;
  }

  var missing = REQUIRED.filter(lacks);
  if (!missing.length && lacksInflate()) missing = ["DecompressionStream for deflate-raw"];
  if (missing.length) {
    say("This page cannot run here: it needs " + note.getAttribute("data-oldest") +
      ", or newer; this browser lacks " + missing.join(", ") + ".");
    return;
  }
  note.hidden = true;
  document.addEventListener("DOMContentLoaded", function () {
    if (note.getAttribute("data-started") === null) {
      say("This page could not start: its script is damaged, blocked or at fault; " +
        "get the file again, and if that does not help, please report it.");
    }
  });
})();
