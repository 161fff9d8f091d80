/** The whole network on one sheet: every stage's outputs for the drawing, live. */

import { find, findAll } from "../../ui/dom.js";
import { fieldsOf } from "../../network/field.js";
import { UnusableError, wholeNumber } from "../../state/context.js";
import { firstLook, lookAt, lookInto } from "../../state/look.js";
import { signed } from "../../ui/numbers.js";
import { sizeOf } from "../../maps/pointing.js";
import { nameOf, outputsOf, rangeOf, squareDivisor, stagesOf, unitsIn } from "../../network/stages.js";
import { createUnitMap } from "../../maps/unit-map.js";
import { subscribeVisible } from "../../ui/visible.js";

/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */
/** @typedef {import("../../network/stages.js").Stage} Stage */

const GAP = 24; // between stages, in CSS pixels, as in the style sheet
const MAP_GAP = 4;
const LEAST = 68; // what a caption takes
const NAMES = 24; // what the output's digits take
const NARROW = 1000; // under this, stages stand in several rows
const PHONE = 480; // under this, in twos

/** @type {import("../../state/instruments.js").Instrument} */
export const sheet = {
  name: "sheet",
  fields: {
    look: {
      write: ({ look: { network, stage, unit, source, held } }) =>
        held && [network, stage, unit, source].join(":"),
      read(state, text, networks) {
        const [name, stageName, unit, source] = text.split(":");
        const network = networks.find((one) => one.name === name);
        const stage = network && stagesOf(network).find((one) => one.name === stageName);
        if (!stage) throw new UnusableError("this page has no such unit");
        const last = unitsIn(stage) - 1;
        const look = { network: name, stage: stageName, unit: wholeNumber(unit, 0, last), held: true };
        return { ...state, look: { ...look, source: wholeNumber(source, 0, stage.maps - 1) } };
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
  const section = find("#sheet", HTMLElement);
  const sheets = networks.map((network, i) => createSheet(store, network, () => read(store.state).networks[i]));
  for (const radio of findAll('input[name="network"]', HTMLInputElement, section)) {
    radio.addEventListener("change", () => {
      const network = networks.find(({ name }) => name === radio.value) ?? networks[0];
      store.dispatch(lookInto, firstLook(network.name, stagesOf(network)));
    });
  }
  const parts = findAll(".inside [data-inside]", HTMLElement);

  store.subscribe((state, previous) => {
    if (previous?.look.network === state.look.network) return;
    for (const part of parts) part.hidden = part.dataset.inside !== state.look.network;
    for (const radio of findAll('input[name="network"]', HTMLInputElement, section)) {
      radio.checked = radio.value === state.look.network;
    }
  });
  subscribeVisible(section, store, (state) => {
    networks.forEach(({ name }, i) => {
      if (name === state.look.network) sheets[i].draw(read(state).networks[i], state.look);
    });
  });
  store.subscribe(() => sheets.forEach((one) => one.describe()));
}

/**
 * @param {import("../../state/store.js").Store} store
 * @param {PageNetwork} network
 * @param {() => import("../../network/reading.js").NetworkReading} reading of the state as it is
 */
function createSheet(store, network, reading) {
  const root = find(`.sheet[data-inside="${network.name}"]`, HTMLElement);
  const stages = stagesOf(network);
  nameOutputs(find(".names", HTMLElement, root), stages[stages.length - 1]);
  /** The stage that is looked at, as the state has it; -1 while another network is. */
  function stageNow() {
    const { look } = store.state;
    return look.network === network.name ? stages.findIndex(({ name }) => name === look.stage) : -1;
  }

  const maps = stages.map((stage, i) => {
    const across = squareDivisor(stage.maps);
    const { maps: count, rows, columns } = stage;
    const plan = { maps: count, rows, columns, across, cell: 1, gap: MAP_GAP };
    const canvas = find(`canvas[data-stage="${stage.name}"]`, HTMLCanvasElement, root);
    return createUnitMap(canvas, plan, {
      at: () => (stageNow() === i ? store.state.look.unit : -1),
      name: (unit) => `${nameOf(stage, unit)}: ${signed(outputsOf(reading(), stage)[unit])}`,
      onPoint: (unit, how) => store.dispatch(lookAt, stage.name, unit, how),
      onEdge: (key) => cross(i, key),
    });
  });

  /**
   * Arrow keys lead from a stage to the one before or after it.
   * @param {number} from
   * @param {string} key
   */
  function cross(from, key) {
    const to = from + (key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0);
    if (to === from || !stages[to]) return;
    const unit = to < from ? unitsIn(stages[to]) - 1 : 0;
    store.dispatch(lookAt, stages[to].name, unit, "move");
    maps[to].canvas.focus();
  }

  /** @type {Parameters<typeof draw> | null} */
  let drawn = null;
  const fit = () => fitInto(root.clientWidth, root, stages, maps);
  new ResizeObserver(() => {
    if (fit() && drawn) draw(...drawn);
  }).observe(root);
  return { draw, describe };

  /** Name the units and give Tab its one stop, drawn or not. */
  function describe() {
    const at = stageNow();
    maps.forEach((map, i) => {
      map.describe();
      map.canvas.tabIndex = i === Math.max(at, 0) ? 0 : -1;
    });
  }

  /**
   * @param {import("../../network/reading.js").NetworkReading} now
   * @param {import("../../state/store.js").Look} look
   */
  function draw(now, look) {
    drawn = [now, look];
    fit();
    const at = stages.findIndex(({ name }) => name === look.stage);
    const fields = fieldsOf(stages, at, look.unit);
    const outputs = stages.map((stage) => outputsOf(now, stage));
    stages.forEach((stage, i) => {
      const unit = i === at ? look.unit : -1;
      const field = i < at ? fields[i] : null;
      maps[i].draw(outputs[i], rangeOf(stage, outputs[i]), { unit, field, held: look.held });
    });
  }
}

/**
 * Beside the outputs stands what they are called, where they are laid out one below the other.
 * @param {HTMLElement} figure
 * @param {Stage} stage
 */
function nameOutputs(figure, { vector, columns }) {
  if (vector && columns === 1) return;
  figure.classList.remove("names");
  find("ol", HTMLOListElement, figure).hidden = true;
}

/** @type {WeakMap<HTMLElement, number>} */
const fitted = new WeakMap();

/**
 * Cells as large as possible with all stages in one row; on a narrow page, in several.
 * @param {number} width
 * @param {HTMLElement} root
 * @param {readonly Stage[]} stages
 * @param {readonly import("../../maps/unit-map.js").UnitMap[]} maps
 * @returns {boolean} whether anything changed
 */
function fitInto(width, root, stages, maps) {
  if (width === 0 || fitted.get(root) === width) return false;
  fitted.set(root, width);
  let budget = width < PHONE ? 150 : 224; // what a stage may take
  while (width >= NARROW && budget > 100 && rowWidth(budget) > width) budget -= 4;
  maps.forEach((map, i) => {
    const cell = cellSize(stages[i], map.plan.across, budget);
    map.resize(cell);
    map.canvas.parentElement?.style.setProperty("--cell", `${cell}px`);
  });
  return true;

  /** @param {number} most */
  function rowWidth(most) {
    return maps.reduce((sum, { plan }, i) => {
      const cell = cellSize(stages[i], plan.across, most);
      return sum + Math.max(sizeOf({ ...plan, cell }).width, LEAST) + GAP;
    }, NAMES - GAP);
  }
}

/**
 * @param {Stage} stage
 * @param {number} across maps in a row
 * @param {number} budget what the stage may take, in CSS pixels
 */
function cellSize({ vector, columns }, across, budget) {
  if (vector) return Math.round(budget / (columns === 1 ? 9 : 18));
  return Math.max(Math.round((budget - (across - 1) * MAP_GAP) / across / columns), 2);
}
