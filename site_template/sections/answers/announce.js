/** Announce the answer to screen readers, once the drawing has not changed for a moment. */

import { sureness, UNMEASURED } from "../../network/sureness.js";
import { find, setText } from "../../ui/dom.js";

/** @typedef {import("../../network/reading.js").NetworkReading} NetworkReading */

const REST_MS = 700;

/** @type {import("../../state/instruments.js").Instrument} */
export const announce = {
  name: "announce",
  place: ".says",
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { read }) {
  const live = find("#announcement", HTMLElement);
  let timer = 0;
  store.subscribe((state) => {
    clearTimeout(timer);
    timer = setTimeout(() => setText(live, sentence(read(state).networks)), REST_MS);
  });
}

/** @param {readonly NetworkReading[]} readings */
function sentence(readings) {
  if (readings.every(({ decision }) => decision.state === "blank")) return "The pad is blank.";
  return readings.map(say).join(" ");
}

/** @param {NetworkReading} reading */
function say({ network, decision }) {
  const { state, digit, confidence } = decision;
  if (state === "accepted") {
    const measured = confidence === null ? `; ${UNMEASURED}` : "";
    return `${network.title} reads ${network.classes[digit]}, ${sureness(decision)}${measured}.`;
  }
  const sure = confidence === null ? "too small to read" : sureness(decision);
  return `${network.title} is not sure; its best guess is ${network.classes[digit]}, ${sure}.`;
}
