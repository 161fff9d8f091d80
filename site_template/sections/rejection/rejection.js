/** The error–reject curve: how many errors are left, against how many images are rejected. */

import { wholeNumber } from "../../state/context.js";
import { createSlice } from "../../state/slices.js";
import { find, setText } from "../../ui/dom.js";
import { count } from "../../ui/numbers.js";
import { followState } from "../../ui/slider.js";
import { createPlot } from "../../ui/plot.js";
import { loadTestSet } from "../../network/test-set.js";
import { judge, rejectedFor, rejection as curveOf, unjudged } from "../../network/verdicts.js";
import { whenNear } from "../../ui/visible.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../network/verdicts.js").Rejection} Rejection */

const slice = createSlice("rejection", { share: 12 }); // in per cent

/** In per cent: what the axes show, and the paper's own point (LeCun et al. 1989). */
const MOST_REJECTED = 30;
const LEAST_ERRORS = 8;
const PAPER = { rejected: 12, error: 1 };

/** @type {import("../../state/instruments.js").Instrument} */
export const rejection = {
  name: "rejection",
  initial: slice.initial,
  fields: {
    rejected: {
      write: (state, start) => slice.of(state) !== slice.of(start) && String(slice.of(state).share * 10),
      read: (state, text) => reject(state, wholeNumber(text, 0, 300) / 10),
    },
  },
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks }) {
  const slider = find("#rejected-share", HTMLInputElement);
  const shown = find("#rejected-shown", HTMLOutputElement);
  const sum = find("#rejection-sum", HTMLOutputElement);
  /** @type {(Rejection | null)[]} */
  let curves = networks.map(() => null);

  followState(slider, store, (state) => slice.of(state).share, (share) => `${share.toFixed(1)} per cent`);
  slider.addEventListener("input", () => store.dispatch(reject, slider.valueAsNumber));
  find("#one-percent", HTMLButtonElement).addEventListener("click", () => {
    const curve = curves.find((one) => one && one.images > 0);
    if (!curve) return;
    const share = (100 * rejectedFor(curve, 0.01)) / curve.images;
    store.dispatch(reject, Math.min(Math.ceil(share * 2) / 2, MOST_REJECTED));
  });

  whenNear(find("#rejection", HTMLElement), () => {
    let plot = createCurves(networks, LEAST_ERRORS);

    /** @param {State} state */
    async function read({ weights }) {
      const { labels } = await loadTestSet();
      for (const [i, network] of networks.entries()) {
        const verdicts = await judge(network, network.weightSet(weights[network.name]), labels);
        if (store.state.weights !== weights) return;
        const curve = curveOf(verdicts);
        curves = curves.map((other, j) => (j === i ? curve : other));
        const end = Math.max(...curves.map((one) => (one?.images ? place(one, 0)[1] : 0)));
        if (end > plot.end) plot = createCurves(networks, end);
        curves.forEach((one, j) => one && plot.lines[j](pointsOf(one)));
        draw(store.state);
      }
    }

    /** @param {State} state */
    function draw(state) {
      const { share } = slice.of(state);
      setText(shown, `${share.toFixed(1)} %`);
      const sentences = curves.map((curve, i) => {
        if (!curve) return "";
        if (curve.images === 0) return unjudged(networks[i]);
        const rejected = Math.round((share / 100) * curve.images);
        const [px, py] = place(curve, rejected);
        plot.dots[i](px, py);
        return sentence(networks[i].title, curve, rejected);
      });
      if (curves.some(Boolean)) setText(sum, sentences.filter(Boolean).join("\n"));
    }

    store.subscribe((state, previous) => {
      draw(state);
      if (state.weights === previous?.weights) return;
      curves = networks.map(() => null);
      read(state).catch(reportError);
    });
  });
}

/**
 * The chart, empty, with errors up to so many per cent.
 * @param {readonly import("../../network/networks.js").PageNetwork[]} networks
 * @param {number} errors
 */
function createCurves(networks, errors) {
  const end = errors > LEAST_ERRORS ? 10 * Math.ceil(errors / 10) : LEAST_ERRORS;
  const ticks = errors > LEAST_ERRORS ? [0, 1, 2, 3, 4, 5].map((part) => (part * end) / 5) : [0, 1, 2, 4, 6, 8];
  const plot = createPlot(
    find("#rejection-plot", HTMLElement),
    { from: 0, to: MOST_REJECTED, ticks: [0, 5, 10, 15, 20, 25, 30].map((at) => [at, `${at} %`]) },
    { from: 0, to: end, ticks: ticks.map((at) => [at, `${at} %`]) },
  );
  const lines = networks.map(({ name }) => plot.path("own", name));
  const dots = networks.map(({ name, title }) => plot.mark("own", title, name));
  plot.mark("paper", "the paper")(PAPER.rejected, PAPER.error);
  return { end, lines, dots };
}

/** @param {Rejection} curve */
function pointsOf(curve) {
  if (curve.images === 0) return [];
  const upTo = Math.floor((MOST_REJECTED / 100) * curve.images);
  return Array.from({ length: upTo + 1 }, (_, rejected) => place(curve, rejected));
}

/**
 * @param {Rejection} curve
 * @param {number} rejected
 */
function place({ images, wrong }, rejected) {
  return [(100 * rejected) / images, (100 * wrong[rejected]) / (images - rejected)];
}

/**
 * @param {string} title
 * @param {Rejection} curve
 * @param {number} rejected
 */
function sentence(title, curve, rejected) {
  const { images, wrong, least } = curve;
  const error = place(curve, rejected)[1].toFixed(2);
  const sure = rejected ? ` (${lessThan(least[rejected])})` : "";
  return `${title}: ${count(rejected)} of ${count(images)} handed over${sure}; of the other ${count(images - rejected)}, ${count(wrong[rejected])} are wrong: ${error} %.`;
}

/** @param {import("../../network/verdicts.js").Verdict} verdict */
function lessThan({ confidence, lead }) {
  return confidence === null ? `leading by less than ${lead.toFixed(2)}` : `less sure than ${confidence.toFixed(2)}`;
}

/**
 * @param {State} state
 * @param {number} share in per cent
 * @returns {State}
 */
function reject(state, share) {
  return slice.put(state, { share });
}
