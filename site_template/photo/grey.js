/** From the colours of a picture to its grey levels, as Pillow makes them for trainer/photo. */

/**
 * The levels that Pillow's "L" gives opaque RGBA (ITU-R 601-2, in whole numbers).
 * @param {Uint8ClampedArray} rgba
 */
export function greyOf(rgba) {
  const grey = new Uint8Array(rgba.length / 4); // a plain loop: there may be a million
  for (let i = 0; i < grey.length; i++) {
    const light = rgba[4 * i] * 19595 + rgba[4 * i + 1] * 38470 + rgba[4 * i + 2] * 7471;
    grey[i] = (light + 0x8000) >> 16;
  }
  return grey;
}
