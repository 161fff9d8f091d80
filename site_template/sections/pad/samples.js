/** Ten digits of the test set, to put on the pad. */

import { fromBase64 } from "../../data/base64.js";
import { readJson } from "../../data/blocks.js";
import { find } from "../../ui/dom.js";
import { showPicture } from "../../state/drawing.js";
import { count } from "../../ui/numbers.js";
import { inkPicture } from "../../ui/pixels.js";

/** @type {import("../../state/instruments.js").Instrument} */
export const samples = {
  name: "samples",
  place: ".draw",
  mount,
};

/** @param {import("../../state/store.js").Store} store */
function mount(store) {
  /** @type {{label: number, index: number, pixels: string}[]} */
  const listed = readJson("data/samples");
  for (const { label, index, pixels } of listed) {
    const button = find(`#samples [data-label="${label}"]`, HTMLButtonElement);
    const picture = { pixels: fromBase64(pixels), name: `test image ${count(index)}`, index };
    inkPicture(find("canvas", HTMLCanvasElement, button), 0, 255)(picture.pixels);
    button.title = `A ${label} from the test set (image ${count(index)})`;
    button.addEventListener("click", () => store.dispatch(showPicture, picture));
  }
}
