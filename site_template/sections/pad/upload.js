/**
 * A picture of one's own on the pad: chosen, pasted, or dropped anywhere. It is decoded and
 * framed here, and leaves the page for nowhere. Of a row of digits, each can be put on the pad.
 */

import { NoDigitError } from "../../photo/background.js";
import { find, setText } from "../../ui/dom.js";
import { showPicture } from "../../state/drawing.js";
import { greyOf } from "../../photo/grey.js";
import { frameDigits } from "../../photo/photo.js";
import { inkPicture } from "../../ui/pixels.js";
import { imagesOf } from "../../network/input.js";
import { readRow } from "../../network/reading.js";

/** Longer side, in pixels, to which the browser scales a picture down. */
const LONGEST = 1024;

/** @type {import("../../state/instruments.js").Instrument} */
export const upload = {
  name: "upload",
  place: ".draw",
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks }) {
  const input = find("#picture-file", HTMLInputElement);
  const note = find("#picture-note", HTMLElement);
  const found = find("#picture-row", HTMLElement);
  const template = find("#picture-digit", HTMLTemplateElement);
  let latest = 0;

  /** @param {File | undefined} file */
  async function read(file) {
    if (!file) return;
    const number = ++latest;
    const name = file.name || "the picture";
    try {
      const row = await framedDigits(file);
      if (number === latest) store.dispatch(showPicture, { pixels: row[0], name, row });
    } catch (error) {
      if (number !== latest) return;
      const known = error instanceof NoDigitError;
      if (!known && !(error instanceof DOMException)) reportError(error);
      const reason = known ? error.message : "it is no picture in a form that this browser knows";
      setText(note, `No digit read from ${name}: ${reason}.`);
    }
  }

  find("#picture", HTMLButtonElement).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    read(input.files?.[0]);
    input.value = ""; // so that the same file can be chosen again
  });
  document.addEventListener("paste", (event) => {
    const file = event.clipboardData?.files[0];
    if (!file || isText(event.target)) return;
    event.preventDefault();
    read(file);
  });
  // Anywhere on the page: a browser would leave the page for a file dropped beside the pad.
  document.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    read(file);
  });
  store.subscribe(({ drawing, opening, weights }, previous) => {
    if (opening || (drawing === previous?.drawing && weights === previous.weights)) return;
    const { picture } = drawing;
    const row = picture?.row ?? [];
    if (row !== previous?.drawing.picture?.row) showRow(row);
    for (const [i, button] of [...found.children].entries()) {
      button.setAttribute("aria-pressed", String(row[i] === picture?.pixels));
    }
    setText(note, picture && row.length > 1 ? tell(picture.name, row) : "");
  });

  /** @param {readonly Uint8Array[]} row */
  function showRow(row) {
    found.hidden = row.length < 2;
    const buttons = (found.hidden ? [] : row).map((pixels, i) => {
      const copy = document.importNode(template.content, true);
      const button = find("button", HTMLButtonElement, copy);
      button.setAttribute("aria-label", `Digit ${i + 1} of ${row.length}`);
      button.addEventListener("click", () => {
        const { picture } = store.state.drawing;
        if (picture) store.dispatch(showPicture, { ...picture, pixels });
      });
      inkPicture(find("canvas", HTMLCanvasElement, button), 0, 255)(pixels);
      return button;
    });
    found.replaceChildren(...buttons);
  }

  /**
   * @param {string} name
   * @param {readonly Uint8Array[]} row
   */
  function tell(name, row) {
    const digits = row.map(imagesOf);
    const reads = networks.map((network) => {
      const decisions = readRow(network.weightSet(store.state.weights[network.name]), digits);
      return `${network.title} reads ${decisions.map(({ digit }) => network.classes[digit]).join("")}`;
    });
    return `${name} shows ${row.length} digits: ${reads.join(", ")}. Choose one:`;
  }
}

/** @param {EventTarget | null} target */
function isText(target) {
  return (
    target instanceof Element &&
    target.matches("textarea, input:not([type=range], [type=checkbox], [type=radio])")
  );
}

/**
 * Decode a picture, upright, and frame its digits. Throws a
 * DOMException for what is no picture, NoDigitError for one without a digit.
 * @param {Blob} file
 */
async function framedDigits(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser has no 2D canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return frameDigits(greyOf(context.getImageData(0, 0, width, height).data), height, width);
}
