/** Ten digits from the test set, to load into the pad. */

import { find, fromBase64, readJson } from "../../ui/dom.js";
import { showPicture } from "../../state/drawing.js";
import { count } from "../../ui/numbers.js";
import { inkPicture } from "../../ui/pixels.js";

/** @param {import("../../state/store.js").Store} store */
export function mountSamples(store) {
  /** @type {{label: number, index: number, pixels: string}[]} */
  const samples = readJson("data/samples");
  for (const { label, index, pixels } of samples) {
    const button = find(`#samples [data-label="${label}"]`, HTMLButtonElement);
    const picture = { pixels: fromBase64(pixels), name: `test image ${count(index)}`, index };
    inkPicture(find("canvas", HTMLCanvasElement, button), 0, 255)(picture.pixels);
    button.title = `A ${label} from the test set (image ${count(index)})`;
    button.addEventListener("click", () => store.dispatch(showPicture, picture));
  }
}
