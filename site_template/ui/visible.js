/** Drawing only what is on the screen. */

/**
 * Let a view draw once a frame after changes, but only while its element is on the screen or
 * nearly; what it missed it draws when it comes into sight.
 * @template S
 * @param {Element} element
 * @param {{readonly state: S, subscribe: (view: () => void) => void}} store
 * @param {(state: S, previous: S | null) => void} view
 */
export function subscribeVisible(element, store, view) {
  let visible = false;
  /** @type {S | null} */
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
