/**
 * The page, wired together. How it is made, for whoever adds an instrument:
 *
 * 1. An instrument is four things of one name: `sections/NAME.html.jinja` (all of its elements,
 *    built once), `styles/NAME.css` (taken in by itself), `js/NAME.js` with `mountNAME(store,
 *    context)`, and one line each in `index.html.jinja` and below. Data of its own: a module in
 *    `builder/blocks/`.
 * 2. `store.state` is the one plain object (state.js). It changes only by
 *    `store.dispatch(action, …)`, where an action is a pure function from state to state.
 * 3. `store.subscribe(view)` draws once a frame after changes. Only the answers are drawn at
 *    once. A view that costs something compares what it needs with the state it drew last.
 * 4. `context.read(state)` frames the drawing and runs every network, once for each drawing,
 *    framing and weights; the activations are the networks' own arrays, valid until the next.
 * 5. `context.pages` are the networks the builder found weights for: never name one; go over them.
 * 6. Numbers become pictures with pixels.js: `inkPicture` for ink, `signedPicture` for signed
 *    values, on the one diverging scale; colours for canvases come from palette.js. Both follow
 *    the colour scheme.
 * 7. Maths (raster, framing, images, decide) touches no DOM. Nothing is styled by attributes:
 *    the page's policy forbids it; `element.style` from JavaScript works.
 */

import { mountAnnounce } from "./sections/answers/announce.js";
import { mountAnswers } from "./sections/answers/answers.js";
import { PAD_SIZE, PEN_WIDTH } from "./constants/ink.js";
import { BLANK } from "./state/drawing.js";
import { find } from "./ui/dom.js";
import { DEFAULT_FRAMING } from "./ink/framing.js";
import { mountCheck } from "./sections/check/check.js";
import { mountFailures } from "./sections/failures/failures.js";
import { mountInspector } from "./sections/inspector/inspector.js";
import { mountKernels } from "./sections/kernels/kernels.js";
import { firstLook } from "./state/look.js";
import { pageNetworks } from "./network/networks.js";
import { mountOpening } from "./sections/pad/opening.js";
import { mountPad } from "./pad/pad.js";
import { mountShortcuts } from "./pad/pad-keys.js";
import { createReader } from "./network/reading.js";
import { mountRejection } from "./sections/rejection/rejection.js";
import { mountReplay } from "./sections/replay/replay.js";
import { mountSamples } from "./sections/pad/samples.js";
import { mountSees } from "./sections/sees/sees.js";
import { mountSheet } from "./sections/sheet/sheet.js";
import { stagesOf } from "./network/stages.js";
import { mountShare } from "./sections/share/share.js";
import { createStore } from "./state/store.js";
import { mountSturdy, UNDISTORTED } from "./sections/distortion/distortion.js";
import { mountTools } from "./sections/pad/tools.js";
import { mountTour } from "./sections/tour/tour.js";
import { mountUnit } from "./sections/unit/unit.js";
import { mountUpload } from "./sections/pad/upload.js";
import { mountWhom, NOBODY } from "./sections/connections/connections.js";
import { FIRST_QUESTION, mountWhy } from "./sections/why/why.js";
import { mountZip } from "./sections/zip/zip.js";
import { UNTAUGHT } from "./sections/training/teaching-state.js";
import { mountTraining } from "./sections/training/training.js";
import { UNTRAINED } from "./sections/training/training-state.js";

/**
 * What every instrument is given beside the store.
 * @typedef {{pages: import("./network/networks.js").PageNetwork[], read: import("./network/reading.js").Reader}} Context
 */

const pages = pageNetworks();
/** @type {Context} */
const context = { pages, read: createReader(pages) };
const store = createStore({
  drawing: BLANK,
  past: [],
  future: [],
  opening: true,
  penWidth: PEN_WIDTH,
  cursor: { x: PAD_SIZE / 2, y: PAD_SIZE / 2, down: false },
  framing: DEFAULT_FRAMING,
  replay: { pass: 23, playing: false },
  failures: { network: pages[0].name, cell: null },
  rejectedShare: 12,
  zip: [],
  stop: null,
  section: null,
  weights: Object.fromEntries(pages.map(({ name, first }) => [name, first.id])),
  whom: NOBODY,
  sturdy: UNDISTORTED,
  why: FIRST_QUESTION,
  training: UNTRAINED,
  teaching: UNTAUGHT,
  look: firstLook(pages[0].name, stagesOf(pages[0].first.network)),
});

mountPad(store, find("#pad", HTMLCanvasElement));
mountShortcuts(store);
mountTools(store);
mountUpload(store, context);
mountSamples(store);
mountSees(store, context);
mountAnswers(store, context);
mountKernels(store, context);
mountInspector(store, context);
mountSheet(store, context);
mountUnit(store, context);
mountWhom(store, context);
mountWhy(store, context);
mountSturdy(store, context);
mountReplay(store, context);
mountFailures(store, context);
mountRejection(store, context);
mountTraining(store, context);
mountZip(store, context);
mountCheck(context);
mountShare(store, context);
mountTour(store);
mountAnnounce(store, context);
mountOpening(store);
