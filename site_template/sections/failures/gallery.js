/** Test images in rows, each a button that puts the image on the pad. */

import { find } from "../../ui/dom.js";
import { showPicture } from "../../state/drawing.js";
import { sureness } from "../../network/sureness.js";
import { count } from "../../ui/numbers.js";
import { inkPicture } from "../../ui/pixels.js";
import { moveByArrows, stopAt } from "../../ui/roving.js";

/** @typedef {import("../../network/verdicts.js").Verdict} Verdict */

/** @param {import("../../state/store.js").Store} store */
export function createGallery(store) {
  const list = find("#gallery", HTMLUListElement);
  const template = find("#gallery-item", HTMLTemplateElement);
  /** @type {Map<number, HTMLButtonElement>} */
  let shown = new Map();

  moveByArrows(list);
  store.subscribe(press);

  /** @param {import("../../state/store.js").State} state */
  function press({ drawing }) {
    for (const [index, button] of shown) {
      button.setAttribute("aria-pressed", String(index === drawing.picture?.index));
    }
  }

  /**
   * @param {readonly Verdict[]} verdicts
   * @param {import("../../network/test-set.js").TestSet} set
   * @param {readonly string[]} classes
   */
  return function draw(verdicts, set, classes) {
    shown = new Map();
    list.replaceChildren(
      ...verdicts.map((verdict) => {
        const { index, label, digit } = verdict;
        const [is, read] = [classes[label], classes[digit]];
        const item = find("li", HTMLLIElement, /** @type {DocumentFragment} */ (template.content.cloneNode(true)));
        const button = find("button", HTMLButtonElement, item);
        const pixels = set.image(index);
        inkPicture(find("canvas", HTMLCanvasElement, item), 0, 255)(pixels);
        find(".read", HTMLElement, item).textContent = label === digit ? read : `${is}→${read}`;
        button.dataset.index = String(index);
        button.title = `Test image ${count(index)}: a ${is}, read as ${read}, ${sureness(verdict)}`;
        button.setAttribute("aria-label", button.title);
        button.addEventListener("click", () =>
          store.dispatch(showPicture, { pixels, name: `test image ${count(index)}`, index }),
        );
        shown.set(index, button);
        return item;
      }),
    );
    stopAt(list, shown.values().next().value);
    press(store.state);
  };
}
