/**
 * The 1989 network's forward pass in the page's own code and in three libraries.
 *
 * Each entry makes a function from one input (256 numbers, row by row) to the ten outputs, possibly
 * as a promise. All hold the same weights, but for ConvNetJS, which knows neither a bias per unit
 * nor padding by -1: there a network of the same size has weights of its own.
 *
 * @typedef {Record<string, Float32Array>} Weights by name; `H2.dense` has every H2 map see all of
 *   H1, zeros where the network has no connection: the libraries know no connection table
 * @typedef {(input: Float32Array) => ArrayLike<number> | Promise<ArrayLike<number>>} Forward
 */

/** @type {Record<string, (weights: Weights) => Promise<Forward>>} */
const RIVALS = {
  ours: (weights) => emitted("zipcode-1989", weights),
  lenet5: (weights) => emitted("lenet5", weights),

  async engine(weights) {
    const { createEngine } = await import("/modules/network/engine.js");
    const wasm = await (await fetch("/engine.wasm")).arrayBuffer();
    const engine = await createEngine(new Uint8Array(wasm));
    const own = Object.entries(weights).filter(([name]) => name !== "H2.dense");
    engine.setParameters(Float32Array.from(own.flatMap(([, values]) => [...values])));
    return (input) => engine.forward(input, 1);
  },

  async onnx() {
    const ort = await import("/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs");
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = "/node_modules/onnxruntime-web/dist/";
    const session = await ort.InferenceSession.create("/zipcode-1989.onnx");
    return async (input) => {
      const outputs = await session.run({
        input: new ort.Tensor("float32", input, [1, 1, 16, 16]),
      });
      return outputs[session.outputNames[0]].data;
    };
  },

  "tfjs-wasm": (weights) => tensorflow("wasm", weights),
  "tfjs-cpu": (weights) => tensorflow("cpu", weights),

  async convnetjs() {
    await classicScript("/node_modules/convnetjs/build/convnet-min.js");
    const { Net, Vol } = globalThis.convnetjs;
    const conv = { type: "conv", sx: 5, filters: 12, stride: 2, pad: 2, activation: "tanh" };
    const net = new Net();
    net.makeLayers([
      { type: "input", out_sx: 16, out_sy: 16, out_depth: 1 },
      conv,
      conv,
      { type: "fc", num_neurons: 30, activation: "tanh" },
      { type: "fc", num_neurons: 10, activation: "tanh" },
    ]);
    const volume = new Vol(16, 16, 1, 0);
    return (input) => {
      volume.w.set(input);
      return net.forward(volume, false).w;
    };
  },
};

/**
 * @param {string} network
 * @param {Weights} weights
 * @returns {Promise<Forward>}
 */
async function emitted(network, weights) {
  const { createNetwork } = await import(`/modules/networks/${network}.js`);
  const { forward: run } = createNetwork(weights);
  return run;
}

/**
 * @param {"wasm" | "cpu"} backend
 * @param {Weights} weights
 * @returns {Promise<Forward>}
 */
async function tensorflow(backend, weights) {
  await classicScript("/node_modules/@tensorflow/tfjs/dist/tf.min.js");
  await classicScript("/node_modules/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js");
  const tf = globalThis.tf;
  tf.wasm.setWasmPaths("/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  await tf.setBackend(backend);
  /** @type {(name: string, shape: number[], order: number[]) => any} */
  const tensor = (name, shape, order) => tf.tensor(weights[name], shape).transpose(order);
  // Channels last, as its kernels want them; H3 sees H2 in that order too.
  const kernels = [tensor("H1.weight", [12, 1, 5, 5], [2, 3, 1, 0]), tensor("H2.dense", [12, 12, 5, 5], [2, 3, 1, 0])];
  const biases = [tensor("H1.bias", [12, 8, 8], [1, 2, 0]), tensor("H2.bias", [12, 4, 4], [1, 2, 0])];
  const H3 = tensor("H3.weight", [30, 12, 4, 4], [2, 3, 1, 0]).reshape([192, 30]);
  const output = tensor("output.weight", [10, 30], [1, 0]);
  const border = [[0, 0], [2, 2], [2, 2], [0, 0]];
  return (input) =>
    tf.tidy(() => {
      let x = tf.tensor4d(input, [1, 16, 16, 1]);
      for (let layer = 0; layer < 2; layer++) {
        x = tf.conv2d(tf.pad(x, border, -1), kernels[layer], 2, "valid").add(biases[layer]).tanh();
      }
      x = x.reshape([1, 192]).matMul(H3).add(weights["H3.bias"]).tanh();
      return x.matMul(output).add(weights["output.bias"]).tanh().dataSync();
    });
}

/** @param {string} source */
function classicScript(source) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), {
      src: source,
      onload: resolve,
      onerror: reject,
    });
    document.head.append(script);
  });
}

/** @type {Forward} */
let forward;
/** @type {Float32Array[]} */
let inputs;

/**
 * Prepare one rival.
 * @param {{name: string, weights: Record<string, number[]>, images: number[][]}} options
 * @returns {Promise<number[][]>} its ten outputs for each image
 */
globalThis.start = async ({ name, weights, images }) => {
  const typed = Object.entries(weights).map(([key, values]) => [key, Float32Array.from(values)]);
  forward = await RIVALS[name](Object.fromEntries(typed));
  inputs = images.map((image) => Float32Array.from(image));
  const outputs = [];
  for (const input of inputs) outputs.push(Array.from(await forward(input)));
  return outputs;
};

/** So many readings are timed together: the browser's clock goes in steps of 5 µs. */
const TOGETHER = 10;

/**
 * Read every image `times` times over.
 * @param {number} times
 * @returns {Promise<number[]>} seconds of a reading, one number for every ten of them
 */
globalThis.measure = async (times) => {
  const seconds = [];
  for (let time = 0; time < times; time++) {
    for (let first = 0; first < inputs.length; first += TOGETHER) {
      const some = inputs.slice(first, first + TOGETHER);
      const start = performance.now();
      for (const input of some) {
        const outputs = forward(input);
        if (outputs instanceof Promise) await outputs;
      }
      seconds.push((performance.now() - start) / 1000 / some.length);
    }
  }
  return seconds;
};
