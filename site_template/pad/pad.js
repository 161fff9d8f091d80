/** A drawing pad: mouse, finger and pen become strokes, drawn as they arrive. */

import { PAD_SIZE } from "../constants/ink.js";
import { context2d } from "../ui/dom.js";
import { penDown, penMove } from "../state/drawing.js";
import { drawDrawing, drawCursor } from "../ink/draw.js";
import { mountPadKeys } from "./pad-keys.js";
import { onSchemeChange } from "../ui/palette.js";
import { listenToPointers } from "./pointers.js";

/** @typedef {import("../state/store.js").Store} Store */

/**
 * Mount a pad; there can be several, of any size, and all show the same drawing.
 * @param {Store} store
 * @param {HTMLCanvasElement} canvas
 */
export function mountPad(store, canvas) {
  const context = context2d(canvas);
  listenToPointers(canvas, PAD_SIZE, {
    down: (point) => store.dispatch(penDown, point),
    move: (points) => store.dispatch(penMove, points),
  });
  mountPadKeys(canvas, store);

  function paint() {
    const { drawing, cursor } = store.state;
    const scale = canvas.width / PAD_SIZE;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    drawDrawing(context, drawing);
    if (canvas.matches(":focus-visible")) drawCursor(context, cursor);
  }

  /** Match the canvas to the device pixels. */
  function resize() {
    canvas.width = Math.round(PAD_SIZE * devicePixelRatio);
    canvas.height = canvas.width;
    paint();
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", resize, {
      once: true,
    });
  }

  resize();
  onSchemeChange(paint);
  canvas.addEventListener("focus", paint);
  canvas.addEventListener("blur", paint);
  store.subscribe((state, previous) => {
    if (state.drawing !== previous?.drawing || state.cursor !== previous.cursor) paint();
  });
}
