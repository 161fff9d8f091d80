/**
 * How a network does on the test set: which images it misreads, and what is left of its errors
 * when the answers it is least sure of are handed to a human (the reject option).
 */

/** @typedef {import("./networks.js").PageNetwork} PageNetwork */
/** @typedef {import("./weight-set.js").WeightSet} WeightSet */

/** One test image read; `label` and `digit` number the network's classes. @typedef {Pick<import("./decision.js").Decision, "digit" | "confidence" | "lead"> & {index: number, label: number}} Verdict */

/**
 * What a set of weights makes of every test image that shows one of the network's classes.
 * @param {Pick<PageNetwork, "classes">} network
 * @param {WeightSet} weights
 * @param {Uint8Array} labels the digits that the images show
 * @returns {Promise<Verdict[]>}
 */
export async function judge({ classes }, weights, labels) {
  const outputs = await weights.testOutputs();
  const verdicts = outputs.map((own, index) => {
    const { digit, confidence, lead } = weights.decide(own, "ink");
    const label = classes.indexOf(String(labels[index]));
    return { index, label, digit, confidence, lead };
  });
  return verdicts.filter(({ label }) => label >= 0);
}

/**
 * Said of a network that no test image can judge.
 * @param {Pick<PageNetwork, "title">} network
 */
export function unjudged({ title }) {
  return `No test image in this page shows a class of ${title}, so its mistakes cannot be counted.`;
}

/**
 * How many images of class `row` are read as class `column`, row by row.
 * @param {readonly Verdict[]} verdicts
 * @param {number} classes
 */
export function confusion(verdicts, classes) {
  const counts = new Int32Array(classes ** 2);
  for (const { label, digit } of verdicts) counts[label * classes + digit]++;
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
