/** The kernels of each network's first convolution: what it learned to look for. */

import { findAll } from "../../ui/dom.js";
import { firstConvolution } from "../../network/emitted.js";
import { signedPicture } from "../../ui/pixels.js";

/** @type {import("../../state/instruments.js").Instrument} */
export const kernels = {
  name: "kernels",
  place: "section.kernels",
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks }) {
  for (const network of networks) {
    const layer = firstConvolution(network);
    if (!layer) continue; // the template says so
    const canvases = findAll(`.kernels [data-network="${network.name}"] canvas`, HTMLCanvasElement);
    store.subscribe((state, previous) => {
      const weights = state.weights[network.name];
      if (previous?.weights[network.name] === weights) return;
      const values = network.weightSet(weights).checkpoint.tensors[`${layer.name}.weight`];
      const largest = values.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
      const size = values.length / canvases.length;
      canvases.forEach((canvas, i) => signedPicture(canvas, largest)(values, i * size));
    });
  }
}
