/** The kernels of each network's first layer: what it learned to look for. */

import { findAll } from "../../ui/dom.js";
import { signedPicture } from "../../ui/pixels.js";

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../main.js").Context} context
 */
export function mountKernels(store, { pages }) {
  for (const page of pages) {
    const canvases = findAll(`.kernels [data-network="${page.name}"] canvas`, HTMLCanvasElement);
    store.subscribe((state, previous) => {
      const weights = state.weights[page.name];
      if (previous?.weights[page.name] === weights) return;
      const { network, checkpoint } = page.weightSet(weights);
      const kernels = checkpoint.tensors[`${network.layers[0].name}.weight`];
      const largest = kernels.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
      const size = kernels.length / canvases.length;
      canvases.forEach((canvas, i) => signedPicture(canvas, largest)(kernels, i * size));
    });
  }
}
