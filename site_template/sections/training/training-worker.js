/**
 * The training worker: the entry of a script of its own, which the page starts from a blob. It holds
 * the engine and the images, and takes commands as messages between time slices.
 */

import { IMAGE_SIZE } from "../../constants/ink.js";
import { createEngine } from "../../network/engine.js";
import { fromPicture, imagesOf, pictureOf } from "../../network/input.js";
import { inflate } from "../../data/inflate.js";
import { unpackImages } from "../../data/unpack.js";

/** @typedef {import("../../data/card.js").Score} Score */
/** @typedef {import("../../network/input.js").Input} Input */

/**
 * The commands. Images are packed and deflated; where `vector` is null, training starts from `seed`.
 * @typedef {object} Load
 * @property {"load"} kind
 * @property {Uint8Array<ArrayBuffer>} wasm
 * @property {Input} input of the network
 * @property {number} outputs
 * @property {{labels: Uint8Array, images: Uint8Array<ArrayBuffer>}} train resized for the input
 * @property {{labels: Uint8Array, images: Uint8Array<ArrayBuffer>}} test 28×28
 */
/**
 * `generation` counts these commands: late reports belong to an older one. `done`: images already
 * shown.
 * @typedef {{kind: "begin", generation: number, seed: number, rate: number, vector: Float32Array | null, done: number}} Begin
 */
/** `until`: how many images in all. @typedef {{kind: "train", until: number}} Train */
/** @typedef {{kind: "pause"}} Pause */
/**
 * Train on `inputs` (n of them, with `labels`), each of them `repetitions` times, with training images
 * in between (rehearsal). `from`: the id of the weights to begin with, `vector` their parameters.
 * `originals`: the indices of the unaugmented drawings.
 * @typedef {object} Teach
 * @property {"teach"} kind
 * @property {string} from
 * @property {Float32Array} vector
 * @property {Float32Array} inputs
 * @property {Uint8Array} labels
 * @property {Uint32Array} originals
 * @property {number} repetitions
 * @property {number} rehearsals training images after each of them
 * @property {number} rate
 */
/** @typedef {Load | Begin | Train | Pause | Teach} Command */

/**
 * The reports. `done`: images shown in all; `perSecond`: images, since the run began here.
 * @typedef {object} Progress
 * @property {"progress"} kind
 * @property {number} generation
 * @property {number} done
 * @property {number} perSecond
 * @property {Float32Array} vector
 */
/** @typedef {{kind: "loaded", images: number}} Loaded */
/** @typedef {{kind: "pass", generation: number, number: number, train: Score, test: Score, seconds: number}} Pass */
/**
 * `from`: what was begun with; `own`: the visitor's drawings, and in `before` and `after` how many
 * of them are misread.
 * @typedef {{kind: "taught", from: string, vector: Float32Array, own: number, before: Lesson, after: Lesson, seconds: number}} TaughtReport
 */
/** @typedef {{test: Score, own: number}} Lesson */
/** @typedef {Loaded | Progress | Pass | TaughtReport} Report */

/** Between two checks for messages, and between two reports. */
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
let generation = 0;
let rate = 0;
let done = 0;
let until = 0;
/** The images at which this run began here, its seconds of work, and those of the current pass. */
let first = 0;
let seconds = 0;
let passSeconds = 0;
let working = false;

/** @type {{[K in Command["kind"]]: (command: Extract<Command, {kind: K}>) => void | Promise<void>}} */
const COMMANDS = {
  async load(command) {
    engine = await createEngine(command.wasm, command.outputs);
    seen = command.input;
    const images = unpackImages(await inflate(command.train.images), seen.size);
    train = place(inputsOf(images), command.train.labels);
    const large = unpackImages(await inflate(command.test.images), IMAGE_SIZE);
    test = place(inputsOf(resized(large)), command.test.labels);
    report({ kind: "loaded", images: train.count });
  },

  begin(command) {
    if (command.vector) engine.setParameters(command.vector);
    else engine.initialize(BigInt(command.seed));
    generation = command.generation;
    rate = command.rate;
    first = done = until = command.done;
    seconds = passSeconds = 0;
    progress();
  },

  train(command) {
    until = command.until;
    if (!working) void work();
  },

  pause() {
    until = done;
  },

  teach(command) {
    const saved = engine.parameters();
    engine.setParameters(command.vector);
    const before = lessonScore(command);
    const start = performance.now();
    teach(command);
    const taken = (performance.now() - start) / 1000;
    const { from, originals } = command;
    const vector = engine.parameters();
    const after = lessonScore(command);
    report({ kind: "taught", from, vector, own: originals.length, before, after, seconds: taken });
    engine.setParameters(saved);
  },
};

/** Train up to `until`, a time slice at a time; other commands are taken in between. */
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

/** Train on some images more, at most to the end of the pass. */
function step() {
  const next = done % train.count;
  const count = Math.min(IMAGES_AT_ONCE, train.count - next, until - done);
  engine.train(train.inputs, train.labels, train.order + 4 * next, count, rate);
  done += count;
}

function endPass() {
  const number = done / train.count;
  report({ kind: "pass", generation, number, train: score(train), test: score(test), seconds: passSeconds });
  passSeconds = 0;
}

/** @param {Teach} command */
function teach({ inputs, labels, repetitions, rehearsals, rate: lessonRate }) {
  const own = place(inputs, labels);
  let shown = 0;
  for (let time = 0; time < repetitions; time++) {
    for (let example = 0; example < labels.length; example++) {
      engine.train(own.inputs, own.labels, own.order + 4 * example, 1, lessonRate);
      for (let other = 0; other < rehearsals; other++, shown++) {
        engine.train(train.inputs, train.labels, train.order + 4 * (shown % train.count), 1, lessonRate);
      }
    }
  }
}

/** @param {Teach} command */
function lessonScore({ inputs, labels, originals }) {
  const length = inputLength();
  let own = 0;
  for (const i of originals) {
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
  report({ kind: "progress", generation, done, perSecond, vector: engine.parameters() });
}

/** @param {Report} message */
function report(message) {
  postMessage(message);
}

const turns = new MessageChannel();

/** Resolve after the messages that wait; unlike a timer, without a minimum delay. */
function nextTurn() {
  return new Promise((resume) => {
    turns.port1.onmessage = resume;
    turns.port2.postMessage(null);
  });
}

/** @type {Promise<void>} */
let before = Promise.resolve();
addEventListener("message", ({ data: command }) => {
  // One command after the other; a failure must reach the page as an error of the worker.
  before = before.then(() => COMMANDS[/** @type {Command["kind"]} */ (command.kind)](command));
  before.catch((error) => setTimeout(() => { throw error; }));
});
