/** Drawing only what is on the screen. */

/** @typedef {import("../state/store.js").State} State */

/**
 * Let a view draw once a frame after changes, but only while its element is on the screen or
 * nearly; what it missed it draws when it comes into sight.
 * @param {Element} element
 * @param {import("../state/store.js").Store} store
 * @param {import("../state/store.js").View} view
 */
export function subscribeVisible(element, store, view) {
  let visible = false;
  /** @type {State | null} */
  let drawn = null;

  function draw() {
    const previous = drawn;
    if (!visible || previous === store.state) return;
    drawn = store.state;
    view(drawn, previous);
  }

  const observer = new IntersectionObserver(
    (entries) => {
      visible = entries[entries.length - 1].isIntersecting;
      draw();
    },
    { rootMargin: "200px" },
  );
  observer.observe(element);
  store.subscribe(draw);
}
