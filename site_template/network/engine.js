/**
 * The WebAssembly engine in the page: trains and reads the 1989 network, bit for bit as Python
 * does with the same bytes. trainer/wasm/runner.py is its twin there.
 */

import { PAGE, VECTOR } from "../constants/wasm.js";

/**
 * Arrays in the engine's memory are known by their address.
 *
 * @typedef {object} Engine
 * @property {(seed: bigint) => Float32Array} initialize - the parameters of a seed, taken on
 * @property {(vector: Float32Array) => void} setParameters - take on a flat parameter vector
 * @property {() => Float32Array} parameters - the flat parameter vector as it is now
 * @property {(inputs: number, labels: number, order: number, count: number, rate: number) => void}
 *   train - a step on each of `count` images, in the order of the indices (int32) at `order`
 * @property {(inputs: number, labels: number, count: number) => [number, number]} evaluate - the
 *   sum of the losses, and the misses
 * @property {(inputs: Float32Array, count: number) => Float32Array} forward - the outputs, image by image
 * @property {(array: Float32Array | Int32Array | Uint8Array) => number} place - copy into the
 *   memory, for good; the address
 * @property {(address: number, array: Float32Array | Int32Array | Uint8Array) => void} write -
 *   copy over what stands at an address
 */

/**
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} memory
 * @property {WebAssembly.Global} parameters
 * @property {WebAssembly.Global} count
 * @property {WebAssembly.Global} heap
 * @property {(seed: bigint) => void} initialize
 * @property {() => void} pack
 * @property {() => void} unpack
 * @property {Engine["train"]} train
 * @property {Engine["evaluate"]} evaluate
 * @property {(inputs: number, count: number, outputs: number) => void} forward
 */


/**
 * @param {Uint8Array<ArrayBuffer>} wasm - the engine's bytes
 * @param {number} outputs - of its network
 * @returns {Promise<Engine>}
 */
export async function createEngine(wasm, outputs) {
  const { instance } = await WebAssembly.instantiate(wasm);
  const exports = /** @type {Exports} */ (/** @type {unknown} */ (instance.exports));
  const { memory } = exports;
  const vectorAddress = exports.parameters.value;
  const vectorLength = exports.count.value;
  let free = exports.heap.value;

  /** @type {Engine["write"]} */
  function write(address, array) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    new Uint8Array(memory.buffer).set(bytes, address);
  }

  /** @param {number} size - bytes */
  function take(size) {
    const address = free;
    free += Math.ceil(size / VECTOR) * VECTOR;
    const missing = free - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  /** @type {Engine["place"]} */
  function place(array) {
    const address = take(array.byteLength);
    write(address, array);
    return address;
  }

  /** @type {Engine["parameters"]} */
  function parameters() {
    exports.pack();
    return new Float32Array(memory.buffer, vectorAddress, vectorLength).slice();
  }

  return {
    initialize(seed) {
      exports.initialize(seed);
      exports.unpack();
      return parameters();
    },
    setParameters(vector) {
      write(vectorAddress, vector);
      exports.unpack();
    },
    parameters,
    train: exports.train,
    evaluate: exports.evaluate,
    forward(inputs, count) {
      const before = free;
      const source = place(inputs);
      const target = take(count * outputs * Float32Array.BYTES_PER_ELEMENT);
      exports.forward(source, count, target);
      free = before;
      return new Float32Array(memory.buffer, target, count * outputs).slice();
    },
    place,
    write,
  };
}
