/**
 * The worker that trains: the entry of a script of its own (the page makes it from a blob). It
 * knows the engine and the images; what to do it is told by messages, between slices of work.
 */

import { IMAGE_SIZE } from "../../constants/ink.js";
import { createEngine } from "../../network/engine.js";
import { fromPicture, imagesOf, pictureOf } from "../../network/input.js";
import { inflate } from "../../data/inflate.js";
import { unpackImages } from "../../data/unpack.js";

/** @typedef {import("../../data/card.js").Score} Score */
/** @typedef {import("../../network/input.js").Input} Input */

/**
 * What the page says. Bytes of images are packed and deflated; `vector` null: start from `seed`.
 * @typedef {object} Load
 * @property {"load"} kind
 * @property {Uint8Array<ArrayBuffer>} wasm
 * @property {Input} input of the network
 * @property {number} outputs
 * @property {{labels: Uint8Array, images: Uint8Array<ArrayBuffer>}} train resized for the input
 * @property {{labels: Uint8Array, images: Uint8Array<ArrayBuffer>}} test 28×28
 */
/**
 * `stretch` numbers what is told so, and late reports of an older one can be told by it; `done`:
 * images already shown.
 * @typedef {{kind: "begin", stretch: number, seed: number, rate: number, vector: Float32Array | null, done: number}} Begin
 */
/** `until`: so many images in all. @typedef {{kind: "train", until: number}} Train */
/** @typedef {{kind: "pause"}} Pause */
/**
 * Learn `inputs` (n of them, their `labels`), each shown `times` times, among training images.
 * `from`: the id of the weights to begin with, `vector` their parameters. `drawn`: which of them
 * are the visitor's drawings as they were drawn.
 * @typedef {object} Teach
 * @property {"teach"} kind
 * @property {string} from
 * @property {Float32Array} vector
 * @property {Float32Array} inputs
 * @property {Uint8Array} labels
 * @property {Uint32Array} drawn
 * @property {number} times
 * @property {number} among training images to each of them
 * @property {number} rate
 */
/** @typedef {Load | Begin | Train | Pause | Teach} Order */

/**
 * What the worker says. `done`: images shown in all; `perSecond`: images, since the run began here.
 * @typedef {object} Progress
 * @property {"progress"} kind
 * @property {number} stretch
 * @property {number} done
 * @property {number} perSecond
 * @property {Float32Array} vector
 */
/** @typedef {{kind: "loaded", images: number}} Loaded */
/** @typedef {{kind: "pass", stretch: number, number: number, train: Score, test: Score, seconds: number}} Pass */
/**
 * `from`: what was begun with; `own`: the visitor's drawings, and in `before` and `after` how many
 * of them are misread.
 * @typedef {{kind: "taught", from: string, vector: Float32Array, own: number, before: Lesson, after: Lesson, seconds: number}} Taught
 */
/** @typedef {{test: Score, own: number}} Lesson */
/** @typedef {Loaded | Progress | Pass | Taught} Report */

/** Between two looks at the messages, and between two reports. */
const SLICE_MS = 12;
const REPORT_MS = 50;
const IMAGES_AT_ONCE = 64;

/** @typedef {{inputs: number, labels: number, order: number, count: number}} Placed */

/** @type {import("../../network/engine.js").Engine} */
let engine;
/** @type {Input} */
let seen;
/** @type {Placed} */
let train;
/** @type {Placed} */
let test;
let stretch = 0;
let rate = 0;
let done = 0;
let until = 0;
/** Where this run began here, and the seconds of work since; those of the present pass. */
let first = 0;
let seconds = 0;
let passSeconds = 0;
let working = false;

/** @type {{[K in Order["kind"]]: (order: Extract<Order, {kind: K}>) => void | Promise<void>}} */
const ORDERS = {
  async load(order) {
    engine = await createEngine(order.wasm, order.outputs);
    seen = order.input;
    const images = unpackImages(await inflate(order.train.images), seen.size);
    train = place(inputsOf(images), order.train.labels);
    const large = unpackImages(await inflate(order.test.images), IMAGE_SIZE);
    test = place(inputsOf(resized(large)), order.test.labels);
    report({ kind: "loaded", images: train.count });
  },

  begin(order) {
    if (order.vector) engine.setParameters(order.vector);
    else engine.initialize(BigInt(order.seed));
    stretch = order.stretch;
    rate = order.rate;
    first = done = until = order.done;
    seconds = passSeconds = 0;
    progress();
  },

  train(order) {
    until = order.until;
    if (!working) void work();
  },

  pause() {
    until = done;
  },

  teach(order) {
    const kept = engine.parameters();
    engine.setParameters(order.vector);
    const before = lesson(order);
    const start = performance.now();
    teach(order);
    const taken = (performance.now() - start) / 1000;
    const { from, drawn } = order;
    const vector = engine.parameters();
    const after = lesson(order);
    report({ kind: "taught", from, vector, own: drawn.length, before, after, seconds: taken });
    engine.setParameters(kept);
  },
};

/** Train up to `until`, a slice at a time; other orders come in between. */
async function work() {
  working = true;
  let reported = performance.now();
  while (done < until) {
    const start = performance.now();
    do step();
    while (done < until && done % train.count && performance.now() - start < SLICE_MS);
    const taken = (performance.now() - start) / 1000;
    seconds += taken;
    passSeconds += taken;
    if (done % train.count === 0) endPass();
    if (performance.now() - reported > REPORT_MS && done < until) {
      progress();
      reported = performance.now();
    }
    await nextTurn();
  }
  working = false;
  progress();
}

/** Some images more, at most to the end of the pass. */
function step() {
  const next = done % train.count;
  const count = Math.min(IMAGES_AT_ONCE, train.count - next, until - done);
  engine.train(train.inputs, train.labels, train.order + 4 * next, count, rate);
  done += count;
}

function endPass() {
  const number = done / train.count;
  report({ kind: "pass", stretch, number, train: score(train), test: score(test), seconds: passSeconds });
  passSeconds = 0;
}

/** @param {Teach} order */
function teach({ inputs, labels, times, among, rate: taught }) {
  const own = place(inputs, labels);
  let shown = 0;
  for (let time = 0; time < times; time++) {
    for (let example = 0; example < labels.length; example++) {
      engine.train(own.inputs, own.labels, own.order + 4 * example, 1, taught);
      for (let other = 0; other < among; other++, shown++) {
        engine.train(train.inputs, train.labels, train.order + 4 * (shown % train.count), 1, taught);
      }
    }
  }
}

/** @param {Teach} order */
function lesson({ inputs, labels, drawn }) {
  const length = inputLength();
  let own = 0;
  for (const i of drawn) {
    const input = inputs.slice(i * length, (i + 1) * length);
    own += score(place(input, labels.slice(i, i + 1))).misses;
  }
  return { test: score(test), own };
}

/** @param {Placed} placed */
function score({ inputs, labels, count }) {
  const [loss, misses] = engine.evaluate(inputs, labels, count);
  return { loss: loss / count, misses, images: count };
}

/**
 * @param {Float32Array} inputs
 * @param {Uint8Array} labels
 * @returns {Placed}
 */
function place(inputs, labels) {
  const order = engine.place(Int32Array.from(labels.keys()));
  return { inputs: engine.place(inputs), labels: engine.place(labels), order, count: labels.length };
}

/** What the network sees of pictures. @param {Uint8Array} pictures size × size each */
function inputsOf(pictures) {
  const area = seen.size ** 2;
  const count = pictures.length / area;
  const inputs = new Float32Array(count * inputLength());
  for (let i = 0; i < count; i++) {
    inputs.set(fromPicture(seen, pictures.subarray(i * area, (i + 1) * area)), i * inputLength());
  }
  return inputs;
}

function inputLength() {
  return seen.channels * seen.side ** 2;
}

/** @param {Uint8Array} images 28×28 each; size × size each comes back */
function resized(images) {
  const area = IMAGE_SIZE ** 2;
  const count = images.length / area;
  const pictures = new Uint8Array(count * seen.size ** 2);
  for (let i = 0; i < count; i++) {
    const image = images.subarray(i * area, (i + 1) * area);
    pictures.set(pictureOf(seen, imagesOf(image)), i * seen.size ** 2);
  }
  return pictures;
}

function progress() {
  const perSecond = seconds ? (done - first) / seconds : 0;
  report({ kind: "progress", stretch, done, perSecond, vector: engine.parameters() });
}

/** @param {Report} message */
function report(message) {
  postMessage(message);
}

const turns = new MessageChannel();

/** Let waiting messages in; unlike a timer, without waiting for the clock. */
function nextTurn() {
  return new Promise((resume) => {
    turns.port1.onmessage = resume;
    turns.port2.postMessage(null);
  });
}

/** @type {Promise<void>} */
let before = Promise.resolve();
addEventListener("message", ({ data: order }) => {
  // One order after the other; a failure must reach the page as an error of the worker.
  before = before.then(() => ORDERS[/** @type {Order["kind"]} */ (order.kind)](order));
  before.catch((error) => setTimeout(() => { throw error; }));
});
