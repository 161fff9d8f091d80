/** The pad: mouse, finger and pen become strokes, and the drawing is shown as it is drawn. */

import { context2d, find } from "./dom.js";
import { penDown, penMove } from "./drawing.js";
import { drawDrawing, drawCursor } from "./ink.js";
import { mountPadKeys } from "./pad-keys.js";
import { onSchemeChange } from "./palette.js";
import { PAD } from "./raster.js";

/** @typedef {import("./state.js").Store} Store */

/** A finger is ignored for this long after a pen: it is the palm of the hand that writes. */
const PALM_MS = 1000;

/** @param {Store} store */
export function mountPad(store) {
  const canvas = find("#pad", HTMLCanvasElement);
  const context = context2d(canvas);
  listenToPointers(canvas, store);
  mountPadKeys(canvas, store);

  function paint() {
    const { drawing, cursor } = store.state;
    const scale = canvas.width / PAD;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    drawDrawing(context, drawing);
    if (canvas.matches(":focus-visible")) drawCursor(context, cursor);
  }

  /** Give the canvas as many pixels as the screen has there. */
  function resize() {
    canvas.width = Math.round(PAD * devicePixelRatio);
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
  store.subscribe(paint);
}

/**
 * One pointer draws at a time; others, and palms beside a pen, are ignored.
 * @param {HTMLCanvasElement} canvas
 * @param {Store} store
 */
function listenToPointers(canvas, store) {
  /** @type {number | null} */
  let drawing = null;
  let penSeen = -Infinity;

  /** @param {PointerEvent} event */
  function place(event) {
    const box = canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) * PAD) / box.width;
    const y = ((event.clientY - box.top) * PAD) / box.height;
    return [x, y];
  }

  /** @param {PointerEvent} event */
  function draw(event) {
    if (event.pointerType === "pen") penSeen = event.timeStamp;
    if (event.pointerId !== drawing) return;
    const coalesced = event.getCoalescedEvents?.() ?? []; // older Safari has none
    store.dispatch(penMove, (coalesced.length ? coalesced : [event]).map(place));
  }

  /** @param {PointerEvent} event */
  function stop(event) {
    if (event.pointerId === drawing) drawing = null;
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "pen") penSeen = event.timeStamp;
    const palm = event.pointerType === "touch" && event.timeStamp - penSeen < PALM_MS;
    const busy = drawing !== null && drawing !== event.pointerId;
    if (busy || palm || event.button !== 0) return;
    drawing = event.pointerId;
    try {
      canvas.setPointerCapture(drawing);
    } catch {
      // The pointer is gone already; what it drew stays.
    }
    store.dispatch(penDown, place(event));
  });
  canvas.addEventListener("pointermove", draw);
  addEventListener("pointerup", stop); // wherever it happens
  addEventListener("pointercancel", stop);
}
