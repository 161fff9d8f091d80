/** The pad on the first screen, and the keys that undo and redo from anywhere. */

import { find } from "../../ui/dom.js";
import { mountShortcuts } from "../../pad/pad-keys.js";
import { mountPad } from "../../pad/pad.js";
import { isFull } from "../../state/drawing.js";
import { packStrokes, unpackStrokes } from "./stroke-code.js";

/** @type {import("../../state/instruments.js").Instrument} */
export const pad = {
  name: "pad",
  place: ".draw",
  fields: {
    drawn: {
      write: ({ drawing }) => drawing.strokes.length > 0 && packStrokes(drawing.strokes),
      read: (state, text) => ({ ...state, drawing: { strokes: unpackStrokes(text), picture: null } }),
    },
  },
  mount(store) {
    const full = find("#pad-full", HTMLElement);
    mountPad(store, find("#pad", HTMLCanvasElement));
    mountShortcuts(store);
    store.subscribe(({ drawing }, previous) => {
      if (drawing !== previous?.drawing) full.hidden = !isFull(drawing);
    });
  },
};
