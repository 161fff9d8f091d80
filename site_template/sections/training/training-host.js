/** The training worker as seen from the page: started when it is first needed. */

import { engineBytes } from "../../network/bulk.js";
import { readBytes } from "../../data/blocks.js";
import { find } from "../../ui/dom.js";

/** @typedef {import("./training-worker.js").Command} Command */
/** @typedef {import("./training-worker.js").Report} Report */

/**
 * A user of the worker. `onFailure`: it is lost; the next command starts another.
 * @typedef {{onReport: (report: Report) => void, onFailure: (sentence: string) => void}} Listener
 */

/** @typedef {ReturnType<typeof createTrainer>} Trainer */
/** @typedef {Pick<import("../../network/emitted.js").Description, "name" | "input" | "classes">} Network */

/** A worker that owes a report for so long, in a visible page, is lost. */
const SILENCE_MS = 20_000;

const FORBIDDEN = "Training needs a worker, which the policy of this page’s server forbids.";

/** @type {Map<string, Trainer>} */
const trainers = new Map();

/**
 * Return the one worker that trains a network.
 * @param {Network} network whose engine it runs
 */
export function trainerOf(network) {
  const trainer = trainers.get(network.name) ?? createTrainer(network);
  trainers.set(network.name, trainer);
  return trainer;
}

/** Return why no worker can be started, as a sentence; empty as far as is known. */
export function whyNoWorker() {
  return typeof Worker === "function" ? "" : "Training needs a worker, which this browser lacks.";
}

/** @param {Network} network */
function createTrainer(network) {
  /** @type {Listener[]} */
  const listeners = [];
  /** Listeners that wait for a report. @type {Set<Listener>} */
  const waiting = new Set();
  /** @type {Promise<Worker> | null} */
  let worker = null;
  let heard = 0;
  let forbidden = false;

  /** @param {string} sentence */
  function fail(sentence) {
    worker?.then((lost) => lost.terminate(), () => {});
    worker = null;
    waiting.clear();
    for (const { onFailure } of listeners) onFailure(forbidden ? FORBIDDEN : sentence);
  }

  // Some browsers report this before the worker's error, some after it.
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
    if (effectiveDirective !== "worker-src") return;
    forbidden = true;
    fail(FORBIDDEN);
  });

  /** @param {Worker} started */
  function listen(started) {
    started.addEventListener("message", ({ data }) => {
      heard = performance.now();
      for (const { onReport } of listeners) onReport(data);
    });
    started.addEventListener("error", (event) => {
      event.preventDefault(); // it is told in the page
      fail(`The training broke off: ${event.message || "its worker could not run"}.`);
    });
    started.addEventListener("messageerror", () => fail("The training broke off: its report was damaged."));
  }

  setInterval(() => {
    if (waiting.size === 0 || document.hidden) heard = performance.now();
    else if (performance.now() - heard > SILENCE_MS) fail("The training broke off: its worker fell silent.");
  }, 1000);

  return {
    /** @param {Command} command */
    post(command) {
      worker ??= startWorker(network, listen);
      const asked = worker;
      asked.then(
        (ready) => ready.postMessage(command),
        (error) => {
          if (asked === worker) fail(`The training could not start: ${error.message}.`);
        },
      );
    },

    /**
     * @param {Listener} listener
     * @returns {(due: boolean) => void} declares whether reports are due: only then is silence a failure
     */
    subscribe(listener) {
      listeners.push(listener);
      return (due) => {
        if (due && waiting.size === 0) heard = performance.now();
        if (due) waiting.add(listener);
        else waiting.delete(listener);
      };
    },
  };
}

/**
 * @param {Network} network
 * @param {(worker: Worker) => void} listen
 */
async function startWorker({ name, input, classes }, listen) {
  const script = find("#training\\/worker", HTMLScriptElement).text;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const wasm = await engineBytes(name);
  const worker = new Worker(address);
  listen(worker);
  URL.revokeObjectURL(address);
  /** @type {Command} */
  const load = {
    kind: "load",
    wasm,
    input,
    outputs: classes.length,
    train: { labels: readBytes("mnist-first/train-labels"), images: readBytes("mnist-first/train-images") },
    test: { labels: readBytes("mnist-first/test-labels"), images: readBytes("mnist-first/test-28") },
  };
  worker.postMessage(load);
  return worker;
}
