/** Mouse, finger and pen on a canvas, as paths of points. */

/** Palm rejection: a touch is ignored for this long after a pen event. */
const PALM_MS = 1000;

/**
 * Listen to one pointer at a time; others, and palms beside a pen, are ignored.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width of the canvas in the units of the points
 * @param {{down: (point: number[]) => void, move: (points: number[][]) => void}} pen
 */
export function listenToPointers(canvas, width, pen) {
  /** @type {number | null} */
  let drawing = null;
  let penSeen = -Infinity;

  /** @param {PointerEvent} event */
  function place(event) {
    const box = canvas.getBoundingClientRect();
    const scale = width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  /** @param {PointerEvent} event */
  function draw(event) {
    if (event.pointerType === "pen") penSeen = event.timeStamp;
    if (event.pointerId !== drawing) return;
    const coalesced = event.getCoalescedEvents?.() ?? []; // older Safari has none
    pen.move((coalesced.length ? coalesced : [event]).map(place));
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
      // The pointer is gone already; its stroke stays.
    }
    pen.down(place(event));
  });
  canvas.addEventListener("pointermove", draw);
  addEventListener("pointerup", stop); // wherever it happens
  addEventListener("pointercancel", stop);
}
