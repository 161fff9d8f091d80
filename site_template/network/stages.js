/**
 * A network's layer list as one looks at it: stages, each a layer with what is done to its totals,
 * each fed by the stage before. Flattening is only another way to look at the stage before it.
 */

/** @typedef {import("./emitted.js").Description} Description */
/** @typedef {import("./emitted.js").EmittedLayer} EmittedLayer */
/** @typedef {import("./reading.js").NetworkReading} NetworkReading */

/**
 * A vector of units counts as one map, laid out in rows to be looked at. `last` names the
 * stage's outputs among the network's activations. With `bounded`, they lie in −1 … +1. `names`:
 * of its units, where they are called otherwise than 0, 1, 2 …
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} kind "Input", or the layer's: "Conv", "Dense", "MaxPool" …
 * @property {boolean} vector
 * @property {number} maps
 * @property {number} rows
 * @property {number} columns
 * @property {EmittedLayer | null} layer null for the input
 * @property {EmittedLayer[]} after what is done to its totals, in order
 * @property {string} last
 * @property {boolean} bounded
 * @property {readonly string[]} names
 */

/**
 * @param {Pick<Description, "input" | "inputShape" | "classes" | "layers">} network
 * @returns {Stage[]} from the input to the output
 */
export function stagesOf({ input: { paper, ink }, inputShape, classes, layers }) {
  const stages = [
    createStage(
      { name: "input", kind: "Input", shape: inputShape },
      { layer: null, bounded: Math.max(Math.abs(paper), Math.abs(ink)) <= 1 },
    ),
  ];
  for (const layer of layers) {
    const before = stages[stages.length - 1];
    if (layer.kind === "Flatten" || layer.kind === "Dropout") continue;
    if (layer.stage) {
      const bounded = layer.kind.endsWith("Pool") && before.bounded;
      stages.push(createStage(layer, { layer, bounded }));
    } else {
      const bounded = layer.kind === "Tanh" || layer.kind === "Softmax";
      Object.assign(before, { after: [...before.after, layer], last: layer.name, bounded });
    }
  }
  if (classes.some((name, i) => name !== String(i))) stages[stages.length - 1].names = classes;
  return stages;
}

/**
 * @param {{name: string, kind: string, shape: number[]}} from
 * @param {{layer: EmittedLayer | null, bounded: boolean}} more
 * @returns {Stage}
 */
function createStage({ name, kind, shape }, more) {
  const vector = shape.length === 1;
  const [maps, rows, columns] = vector ? [1, ...layOut(shape[0])] : shape;
  return { name, kind, vector, maps, rows, columns, after: [], names: [], last: name, ...more };
}

/**
 * Rows and columns for so many units: a column while they are few, else the squarest upright
 * rectangle (84 units: 12 rows of 7).
 * @param {number} units
 */
function layOut(units) {
  if (units <= 12) return [units, 1];
  const columns = squareDivisor(units);
  return [units / columns, columns];
}

/**
 * The largest divisor of a number up to its square root.
 * @param {number} number
 */
export function squareDivisor(number) {
  let divisor = Math.floor(Math.sqrt(number));
  while (number % divisor) divisor--;
  return divisor;
}

/** @param {Stage} stage */
export function unitsIn({ maps, rows, columns }) {
  return maps * rows * columns;
}

/**
 * A stage's outputs for the drawing just read, map by map, row by row.
 * @param {NetworkReading} reading
 * @param {Stage} stage
 * @returns {ArrayLike<number>}
 */
export function outputsOf({ weights, input }, { last }) {
  return last === "input" ? input : weights.model.activations[last];
}

/**
 * The end of the diverging scale for a stage's outputs.
 * @param {Stage} stage
 * @param {ArrayLike<number>} outputs
 */
export function rangeOf({ bounded }, outputs) {
  return bounded ? 1 : largestOf(outputs) || 1;
}

/** @param {ArrayLike<number>} values */
export function largestOf(values) {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}

/**
 * Where a unit stands; counted from 0.
 * @param {{rows: number, columns: number}} stage
 * @param {number} unit
 */
export function placeOf({ rows, columns }, unit) {
  const row = Math.floor(unit / columns);
  return { map: Math.floor(row / rows), row: row % rows, column: unit % columns };
}

/**
 * A unit by its place, as the page writes it: counted from 0, as in the papers' tables.
 * @param {Stage} stage
 * @param {number} unit
 */
export function nameOf(stage, unit) {
  if (stage.vector) {
    const called = stage.names.length ? ` (“${stage.names[unit]}”)` : "";
    return `${stage.name}, unit ${unit}${called}`;
  }
  const { map, row, column } = placeOf(stage, unit);
  const where = `row ${row}, column ${column}`;
  return stage.maps > 1 ? `${stage.name}, map ${map}, ${where}` : `${stage.name}, ${where}`;
}
