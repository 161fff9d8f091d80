/**
 * The guided tour: stops, each at an instrument. The dialog is not modal: the instruments can be used
 * meanwhile. Escape ends it, and the focus returns to the button that started it.
 */

import { createSlice } from "../../state/slices.js";
import { setDisabled } from "../../ui/disabled.js";
import { find, findAll, setText } from "../../ui/dom.js";

/** The index of the stop; null: no tour. */
const slice = createSlice("tour", /** @type {number | null} */ (null));

/** @type {import("../../state/instruments.js").Instrument} */
export const tour = {
  name: "tour",
  initial: slice.initial,
  mount,
};

/** @param {import("../../state/store.js").Store} store */
function mount(store) {
  const start = find("#start-tour", HTMLButtonElement);
  const panel = find("#tour", HTMLElement);
  const title = find("#tour-title", HTMLElement);
  const back = find("#tour-back", HTMLButtonElement);
  const next = find("#tour-next", HTMLButtonElement);
  const template = find("#tour-stops", HTMLTemplateElement);
  const stops = findAll("article", HTMLElement, template.content)
    .map((article) => ({
      target: document.querySelector(article.dataset.target ?? ""),
      title: find("h3", HTMLElement, article).textContent ?? "",
      text: find("p", HTMLElement, article).textContent ?? "",
    }))
    .filter(({ target }) => target?.getClientRects().length);

  /** @param {number | null} stop */
  const go = (stop) => store.dispatch(slice.put, stop);
  start.addEventListener("click", () => go(0));
  back.addEventListener("click", () => go(Math.max((slice.of(store.state) ?? 0) - 1, 0)));
  next.addEventListener("click", () => {
    const stop = (slice.of(store.state) ?? 0) + 1;
    go(stop < stops.length ? stop : null);
  });
  find("#tour-end", HTMLButtonElement).addEventListener("click", () => go(null));
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && slice.of(store.state) !== null) go(null);
  });

  store.subscribe((state, previous) => {
    const stop = slice.of(state);
    if (stop === (previous && slice.of(previous))) return;
    for (const { target } of stops) target?.classList.remove("toured");
    panel.hidden = stop === null;
    if (stop === null) {
      start.focus({ preventScroll: true });
      return;
    }
    const { target, title: name, text } = stops[stop];
    setText(find("#tour-count", HTMLElement), `Stop ${stop + 1} of ${stops.length}`);
    setText(title, name);
    setText(find("#tour-text", HTMLElement), text);
    setText(next, stop === stops.length - 1 ? "Finish" : "Next");
    setDisabled(back, stop === 0);
    title.focus({ preventScroll: true });
    target?.classList.add("toured");
    show(target, panel);
  });
}

/**
 * Scroll an instrument into the part of the viewport that the panel leaves free, from its top.
 * @param {Element | null} target
 * @param {HTMLElement} panel
 */
function show(target, panel) {
  if (!target) return;
  const room = innerHeight - panel.offsetHeight;
  const { top, height } = target.getBoundingClientRect();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = still ? "instant" : "smooth";
  scrollBy({ top: top - Math.max((room - height) / 2, 24), behavior });
}

