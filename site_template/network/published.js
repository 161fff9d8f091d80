/** Published results of the 1989 network after 23 passes, and the axes that show them. */

/** @typedef {import("../ui/plot.js").Axis} Axis */
/** In per cent, and the mean square. @typedef {{error: number, loss: number}} Result */

/**
 * LeCun et al. (1989), on zip codes; its loss halves the squares, ours does not, so it is doubled
 * here. Karpathy (2022), on a random choice of MNIST.
 * @type {{name: string, pass: number, train: Result, test: Result}[]}
 */
export const PUBLISHED = [
  {
    name: "1989",
    pass: 23,
    train: { error: 0.14, loss: 2 * 2.5e-3 },
    test: { error: 5.0, loss: 2 * 1.8e-2 },
  },
  {
    name: "2022",
    pass: 23,
    train: { error: 0.62, loss: 4.073383e-3 },
    test: { error: 4.09, loss: 2.838382e-2 },
  },
];

/** @type {Axis} */
export const ERRORS = {
  from: 0.05,
  to: 20,
  log: true,
  ticks: [0.1, 0.3, 1, 3, 10].map((value) => [value, `${value} %`]),
};

/** @type {Axis} */
export const LOSSES = {
  from: 0.0015,
  to: 0.3,
  log: true,
  ticks: [0.003, 0.01, 0.03, 0.1, 0.3].map((value) => [value, String(value)]),
};

/**
 * @param {number} last
 * @returns {Axis}
 */
export function passAxis(last) {
  const ticks = /** @type {[number, string][]} */ ([0, 5, 10, 15, 20, last].map((pass) => [pass, String(pass)]));
  return { from: -0.5, to: last + 0.5, ticks };
}
