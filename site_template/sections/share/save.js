/** Save the drawing, dark ink on white: as a PNG of its pixels, or as an SVG of its strokes. */

import { IMAGE_SIZE, PAD_SIZE } from "../../constants/ink.js";
import { context2d, find } from "../../ui/dom.js";
import { download } from "../../ui/download.js";
import { drawDrawing } from "../../ink/draw.js";

/** @typedef {import("../../ink/draw.js").Drawing} Drawing */

const COLOURS = { pad: [255, 255, 255], ink: [29, 27, 25] };
const PNG_SIZE = 2 * PAD_SIZE;
const CELL = PAD_SIZE / IMAGE_SIZE;

/** @param {import("../../state/store.js").Store} store */
export function mountSave(store) {
  find("#save-png", HTMLButtonElement).addEventListener("click", () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = PNG_SIZE;
    const context = context2d(canvas);
    context.scale(PNG_SIZE / PAD_SIZE, PNG_SIZE / PAD_SIZE);
    const { strokes, picture } = store.state.drawing;
    drawDrawing(context, { strokes, picture: null }, COLOURS);
    picture?.pixels.forEach((value, i) => {
      context.fillStyle = `rgb(${COLOURS.ink.join(" ")} / ${value / 255})`;
      context.fillRect((i % IMAGE_SIZE) * CELL, Math.floor(i / IMAGE_SIZE) * CELL, CELL, CELL);
    });
    canvas.toBlob((blob) => blob && download("digit.png", blob));
  });
  find("#save-svg", HTMLButtonElement).addEventListener("click", () => {
    download("digit.svg", new Blob([toSvg(store.state.drawing)], { type: "image/svg+xml" }));
  });
}

/** @param {Drawing} drawing */
export function toSvg({ strokes, picture }) {
  const ink = `rgb(${COLOURS.ink.join(" ")})`;
  const paths = strokes.map(({ points, width }) => {
    const line = points.map((point) => point.map((value) => Number(value.toFixed(2))).join(" "));
    const dot = points.length === 1 ? "h0" : ""; // a line of length 0 with round caps
    return `<path d="M${line.join("L")}${dot}" stroke-width="${width}"/>`;
  });
  const cells = Array.from(picture?.pixels ?? [], (value, i) => {
    if (value === 0) return "";
    const [x, y] = [(i % IMAGE_SIZE) * CELL, Math.floor(i / IMAGE_SIZE) * CELL];
    return `<rect x="${x}" y="${y}" width="${CELL}" height="${CELL}" fill-opacity="${(value / 255).toFixed(3)}"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${PAD_SIZE} ${PAD_SIZE}" width="${PAD_SIZE}" height="${PAD_SIZE}">`,
    `<rect width="${PAD_SIZE}" height="${PAD_SIZE}" fill="#fff"/>`,
    `<g fill="none" stroke="${ink}" stroke-linecap="round" stroke-linejoin="round">${paths.join("")}</g>`,
    `<g fill="${ink}" shape-rendering="crispEdges">${cells.join("")}</g>`,
    "</svg>\n",
  ].join("");
}
