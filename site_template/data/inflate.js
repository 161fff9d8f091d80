/** Inflate (RFC 1951) with the browser's decompressor. */

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @throws {TypeError} (the promise rejects) where the bytes are not deflated
 */
export async function inflate(bytes) {
  const { readable, writable } = new DecompressionStream("deflate-raw");
  // Not through a Blob: WebKit cannot read one in the worker of a page on file://.
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  const [inflated] = await Promise.all([new Response(readable).arrayBuffer(), written]);
  return new Uint8Array(inflated);
}
