/** The 2,007 test images that are embedded in the page, unpacked in slices that leave it its frames. */

import { IMAGE_SIZE } from "../constants/ink.js";
import { readBytes, readDeflated } from "../data/blocks.js";
import { createPauses } from "../ui/time-slices.js";
import { unpackRows } from "../data/unpack.js";

/** `image(i)`: 28×28 bytes. @typedef {{labels: Uint8Array, image: (index: number) => Uint8Array}} TestSet */

/** @type {Promise<TestSet> | undefined} */
let loaded;

/** @returns {Promise<TestSet>} */
export function loadTestSet() {
  loaded ??= unpackTestSet();
  return loaded;
}

/** @returns {Promise<TestSet>} */
async function unpackTestSet() {
  const labels = readBytes("mnist-first/test-labels");
  const pause = createPauses();
  const rows = unpackRows(await readDeflated("mnist-first/test-28"), IMAGE_SIZE);
  let row = rows.next();
  for (; !row.done; row = rows.next()) await pause();
  const images = row.value;
  const area = IMAGE_SIZE ** 2;
  return { labels, image: (index) => images.subarray(index * area, (index + 1) * area) };
}
