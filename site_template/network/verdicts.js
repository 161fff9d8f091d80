/**
 * How a network does on the test set: which images it misreads, and what is left of its errors
 * when the answers it is least sure of are handed to a human (the reject option).
 */

/** @typedef {import("./weight-set.js").WeightSet} WeightSet */

/** One test image read. @typedef {Pick<import("./decision.js").Decision, "digit" | "confidence" | "lead"> & {index: number, label: number}} Verdict */

/**
 * What a set of weights makes of every test image.
 * @param {WeightSet} weights
 * @param {Uint8Array} labels
 * @returns {Promise<Verdict[]>}
 */
export async function judge(weights, labels) {
  const outputs = await weights.testOutputs();
  return outputs.map((ten, index) => {
    const { digit, confidence, lead } = weights.decide(ten, "ink");
    return { index, label: labels[index], digit, confidence, lead };
  });
}

/**
 * How many images of digit `row` are read as digit `column`, row by row.
 * @param {readonly Verdict[]} verdicts
 */
export function confusion(verdicts) {
  const counts = new Int32Array(100);
  for (const { label, digit } of verdicts) counts[label * 10 + digit]++;
  return counts;
}

/**
 * Errors against rejections. With `rejected` images handed over, the least sure first,
 * `wrong[rejected]` of the others are wrong and `least[rejected]` is the least sure of them.
 * @typedef {{images: number, wrong: Int32Array, least: Verdict[]}} Rejection
 */

/**
 * @param {readonly Verdict[]} verdicts
 * @returns {Rejection}
 */
export function rejection(verdicts) {
  const images = verdicts.length;
  const least = [...verdicts].sort((a, b) => (a.confidence ?? a.lead) - (b.confidence ?? b.lead));
  const wrong = new Int32Array(images);
  let left = 0;
  for (let rejected = images - 1; rejected >= 0; rejected--) {
    const { digit, label } = least[rejected];
    if (digit !== label) left++;
    wrong[rejected] = left;
  }
  return { images, wrong, least };
}

/**
 * The fewest images to hand over so that at most a share `error` of the others is wrong.
 * @param {Rejection} rejection
 * @param {number} error
 */
export function rejectedFor({ images, wrong }, error) {
  let rejected = 0;
  while (rejected < images - 1 && wrong[rejected] > error * (images - rejected)) rejected++;
  return rejected;
}
