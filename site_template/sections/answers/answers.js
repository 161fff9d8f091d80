/** The answer of each network: its digit, its confidence, its outputs; and whether they agree. */

import { createBars } from "../../ui/bars.js";
import { definition, verdict } from "../../network/sureness.js";
import { find, setData, setText } from "../../ui/dom.js";
import { UnusableError } from "../../state/context.js";
import { describeCard } from "./describe-card.js";
import { choose } from "../../state/weights.js";

/** @typedef {import("../../network/reading.js").NetworkReading} NetworkReading */
/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */

/** @type {import("../../state/instruments.js").Instrument} */
export const answers = {
  name: "answers",
  place: ".says",
  fields: {
    // A reload begins with the weights that were in use: they are left out only where a page that
    // has never been opened begins with them, too.
    weights: {
      write: ({ weights }, start, networks) =>
        networks
          .filter(({ name, first }) => weights[name] !== first.id || start.weights[name] !== first.id)
          .map(({ name }) => [name, weights[name]].map(encodeURIComponent).join(":"))
          .join(","),
      read(state, text, networks) {
        const chosen = text.split(",").map((entry) => entry.split(":", 2).map(decodeURIComponent));
        for (const [name, id] of chosen) {
          if (networks.some((network) => network.name === name && network.find(id))) continue;
          throw new UnusableError("they are not in this page");
        }
        return { ...state, weights: { ...state.weights, ...Object.fromEntries(chosen) } };
      },
    },
  },
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks, read }) {
  const views = networks.map((network) => createAnswer(store, network));
  const agreement = document.querySelector("#agreement");
  store.subscribe(
    (state) => {
      const readings = read(state).networks;
      readings.forEach((reading, i) => views[i](reading));
      if (agreement) setText(agreement, compare(readings));
    },
    { atOnce: true },
  );
}

/**
 * @param {import("../../state/store.js").Store} store
 * @param {PageNetwork} network
 */
function createAnswer(store, network) {
  const article = find(`.reader[data-network="${network.name}"]`, HTMLElement);
  const output = find(".answer", HTMLOutputElement, article);
  const digit = find(".digit", HTMLElement, output);
  const sure = find(".verdict", HTMLElement, output);
  const meaning = find(".definition", HTMLElement, output);
  const by = find(".by", HTMLElement, article);
  const drawBars = createBars(find(".bars", HTMLElement, article), network.outputKind === "Softmax");
  const select = find("select", HTMLSelectElement, article);
  select.addEventListener("change", () => store.dispatch(choose, network.name, select.value));
  /** @type {import("../../network/weight-set.js").WeightSet | null} */
  let described = null;

  /** @param {NetworkReading} reading */
  return function draw({ decision, outputs, weights }) {
    const { state, confidence } = decision;
    const read = state !== "blank";
    Object.assign(output.dataset, {
      weights: weights.id,
      state,
      digit: read ? network.classes[decision.digit] : "",
    });
    setData(output, "confidence", confidence?.toFixed(4));
    setText(digit, read ? network.classes[decision.digit] : "–");
    setText(sure, verdict(decision, "confidence"));
    setText(meaning, definition(decision));
    drawBars(read ? outputs : null, state === "accepted" ? decision.digit : -1);
    listWeights(select, network);
    if (described !== weights) {
      described = weights;
      setText(by, describeCard(weights.checkpoint.card, network));
      select.value = weights.id;
    }
  };
}

/**
 * Add the weights that were trained in the page to the choice.
 * @param {HTMLSelectElement} select
 * @param {PageNetwork} network
 */
function listWeights(select, { weightSets }) {
  if (select.options.length === weightSets.length) return;
  for (const { title, id } of weightSets.slice(select.options.length)) select.add(new Option(title, id));
  find(".trained", HTMLElement, select.closest("header") ?? undefined).hidden = weightSets.length < 2;
}

/**
 * Return a sentence on whether the networks agree.
 * @param {readonly NetworkReading[]} readings
 */
function compare(readings) {
  const { state } = readings[0].decision;
  const digit = classOf(readings[0]);
  if (readings.length < 2 || state === "blank") return "";
  if (readings.some((reading) => classOf(reading) !== digit)) {
    return readings.length > 2 ? "They disagree." : `They disagree: ${readings.map(say).join(", ")}.`;
  }
  const sure = readings.filter(({ decision }) => decision.state === "accepted");
  if (sure.length === 0) return readings.length === 2 ? "Neither is sure." : "None is sure.";
  if (sure.length === readings.length) return `They agree: ${digit}.`;
  if (sure.length > 1) return `They agree: ${digit}, but not all are sure.`;
  return `They agree: ${digit}, but only ${sure[0].network.title} is sure.`;
}

/** @param {NetworkReading} reading */
function say(reading) {
  const verb = reading.decision.state === "accepted" ? "reads" : "guesses";
  return `${reading.network.title} ${verb} ${classOf(reading)}`;
}

/** @param {NetworkReading} reading */
function classOf({ network, decision }) {
  return network.classes[decision.digit];
}
