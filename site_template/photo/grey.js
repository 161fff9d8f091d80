/** From the colours of a picture to grey levels, as trainer/photo/picture_files.py makes them. */

/**
 * The levels that Pillow's "L" gives (ITU-R 601-2, in whole numbers); on transparency, light ink
 * is laid on black and dark ink on white, so that it shows.
 * @param {Uint8ClampedArray} rgba
 */
export function greyOf(rgba) {
  const grey = new Uint8Array(rgba.length / 4); // plain loops: there may be a million
  let visible = 0;
  let light = 0;
  for (let i = 0; i < grey.length; i++) {
    const sum = rgba[4 * i] * 19595 + rgba[4 * i + 1] * 38470 + rgba[4 * i + 2] * 7471;
    grey[i] = (sum + 0x8000) >> 16;
    visible += rgba[4 * i + 3];
    light += grey[i] * rgba[4 * i + 3];
  }
  const paper = visible > 0 && light / visible > 127.5 ? 0 : 255;
  for (let i = 0; i < grey.length; i++) {
    grey[i] = Math.floor(paper + (grey[i] - paper) * (rgba[4 * i + 3] / 255) + 0.5);
  }
  return grey;
}
