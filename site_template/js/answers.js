/** What each network says: the digit, how sure it is, its ten outputs; and whether they agree. */

import { createBars } from "./bars.js";
import { describeCard } from "./card.js";
import { find, setText } from "./dom.js";
import { outputKind } from "./reading.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./reading.js").NetworkReading} NetworkReading */
/** @typedef {import("./reading.js").PageNetwork} PageNetwork */
/** @typedef {import("./decide.js").Decision} Decision */

/**
 * What stands beside the digit, by state.
 * @type {Record<Decision["state"], (decision: Decision) => string>}
 */
const VERDICTS = {
  accepted: ({ confidence }) => `confidence ${confidence.toFixed(2)}`,
  rejected: ({ confidence }) => `not sure: ${confidence.toFixed(2)}`,
  blank: () => "nothing drawn",
};

/**
 * @param {import("./state.js").Store} store
 * @param {import("./main.js").Context} context
 */
export function mountAnswers(store, { pages, read }) {
  const views = pages.map((page) => createAnswer(store, page));
  const agreement = document.querySelector("#agreement");
  store.subscribe(
    (state) => {
      const { networks } = read(state);
      networks.forEach((reading, i) => views[i](reading));
      if (agreement) setText(agreement, compare(networks));
    },
    { atOnce: true },
  );
}

/**
 * @param {import("./state.js").Store} store
 * @param {PageNetwork} page
 */
function createAnswer(store, page) {
  const article = find(`.reader[data-network="${page.name}"]`, HTMLElement);
  const output = find(".answer", HTMLOutputElement, article);
  const digit = find(".digit", HTMLElement, output);
  const verdict = find(".verdict", HTMLElement, output);
  const by = find(".by", HTMLElement, article);
  const kind = outputKind(page.network(page.first));
  const drawBars = createBars(find(".bars", HTMLElement, article), kind);
  const select = article.querySelector("select");
  select?.addEventListener("change", () => store.dispatch(choose, page.name, select.value));
  /** @type {string | null} */
  let described = null;

  /** @param {NetworkReading} reading */
  return function draw({ decision, outputs, weights, network }) {
    const { state, confidence } = decision;
    const read = state !== "blank";
    Object.assign(output.dataset, {
      weights,
      state,
      digit: read ? String(decision.digit) : "",
      confidence: confidence.toFixed(4),
    });
    setText(digit, read ? String(decision.digit) : "–");
    setText(verdict, VERDICTS[state](decision));
    drawBars(read ? outputs : NOTHING, state === "accepted" ? decision.digit : -1);
    if (described !== weights) {
      described = weights;
      setText(by, describeCard(page.checkpoint(weights).card, network));
      if (select) select.value = weights;
    }
  };
}

const NOTHING = new Float64Array(10);

/**
 * @param {State} state
 * @param {string} network
 * @param {string} weights
 * @returns {State}
 */
export function choose(state, network, weights) {
  return { ...state, weights: { ...state.weights, [network]: weights } };
}

/**
 * Say in one sentence whether the networks agree.
 * @param {readonly NetworkReading[]} readings
 */
function compare(readings) {
  const [first, ...others] = readings.filter(({ decision }) => decision.state !== "blank");
  if (!first || others.length === 0) return "";
  if (others.every(({ decision }) => decision.digit === first.decision.digit)) {
    return `They agree: ${first.decision.digit}.`;
  }
  const says = readings.map(({ page, decision }) => `${page.title} reads ${decision.digit}`);
  return `They disagree: ${says.join(", ")}.`;
}
