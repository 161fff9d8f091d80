/** The kernels of each network's first layer: what it learned to look for. */

import { findAll } from "../../ui/dom.js";
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
  for (const page of networks) {
    const canvases = findAll(`.kernels [data-network="${page.name}"] canvas`, HTMLCanvasElement);
    store.subscribe((state, previous) => {
      const weights = state.weights[page.name];
      if (previous?.weights[page.name] === weights) return;
      const { network, checkpoint } = page.weightSet(weights);
      const values = checkpoint.tensors[`${network.layers[0].name}.weight`];
      const largest = values.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
      const size = values.length / canvases.length;
      canvases.forEach((canvas, i) => signedPicture(canvas, largest)(values, i * size));
    });
  }
}
