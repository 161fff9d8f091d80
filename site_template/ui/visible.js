/** Draw only what is visible, and everything for print. */

/** How far from the viewport what must be loaded first is near, and what need only be drawn. */
const LOADED = "400px";
const DRAWN = "200px";

/**
 * Call back whenever an element comes near the viewport or leaves it. While the page is printed,
 * every element counts as near.
 * @param {Element} element
 * @param {(near: boolean) => void} callback
 * @param {string} [margin]
 */
export function watchNear(element, callback, margin = LOADED) {
  let near = false;
  new IntersectionObserver(
    (entries) => {
      near = entries[entries.length - 1].isIntersecting;
      callback(near);
    },
    { rootMargin: margin },
  ).observe(element);
  addEventListener("beforeprint", () => callback(true));
  addEventListener("afterprint", () => callback(near));
}

/**
 * Call back once, when an element first comes near the viewport or the page is printed.
 * @param {Element} element
 * @param {() => void} callback
 */
export function whenNear(element, callback) {
  let called = false;
  watchNear(element, (near) => {
    if (!near || called) return;
    called = true;
    callback();
  });
}

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

  watchNear(
    element,
    (near) => {
      visible = near;
      draw();
    },
    DRAWN,
  );
  store.subscribe(draw);
}
