/** Draw only what is visible. */

/**
 * Subscribe a view that draws once a frame after changes, while its element is in or near the
 * viewport, and catches up when it comes there.
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
