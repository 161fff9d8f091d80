/**
 * The page's state in its address, so that a reload, a bookmark or a link bring it back. Each
 * line of FIELDS is one thing that is kept: an instrument with controls of its own adds one.
 */

import { find, setText } from "./dom.js";
import { BLANK, PEN, showPicture } from "./drawing.js";
import { DEFAULT_FRAMING } from "./framing.js";
import { mountSave } from "./save.js";
import { packLink, packStrokes, unpackLink, unpackStrokes } from "./share-code.js";
import { stagesOf } from "./stages.js";
import { loadTestSet } from "./test-set.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Store} Store */
/** @typedef {import("./reading.js").PageNetwork} PageNetwork */

const REST_MS = 400;
const OURS = /^#\d+\./;

/**
 * `write` gives nothing where the state is as at the start; `read` ignores what it cannot use.
 * @type {Record<string, {
 *   write: (state: State, start: State) => string | false | null | undefined,
 *   read: (state: State, text: string, pages: readonly PageNetwork[]) => State,
 * }>}
 */
const FIELDS = {
  drawn: {
    write: ({ drawing }) => drawing.strokes.length > 0 && packStrokes(drawing.strokes),
    read: (state, text) => ({ ...state, drawing: { strokes: unpackStrokes(text), picture: null } }),
  },
  weights: {
    write: ({ weights }, start) =>
      weights !== start.weights &&
      Object.entries(weights)
        .filter(([network, name]) => name !== start.weights[network])
        .map((entry) => entry.map(encodeURIComponent).join(":"))
        .join(","),
    read(state, text, pages) {
      const chosen = text.split(",").map((entry) => entry.split(":", 2).map(decodeURIComponent));
      const known = chosen.filter(([network, name]) =>
        pages.some((page) => page.name === network && page.weights.includes(name)),
      );
      return { ...state, weights: { ...state.weights, ...Object.fromEntries(known) } };
    },
  },
  framing: {
    write: ({ framing: { box, redraw, mass, whole } }) =>
      (!box || !redraw || !mass || whole) && [box, redraw, mass, whole].map(Number).join(""),
    read(state, text) {
      const [box, redraw, mass, whole] = Array.from(text, (digit) => digit === "1");
      return { ...state, framing: { ...DEFAULT_FRAMING, box, redraw, mass, whole } };
    },
  },
  pen: {
    write: ({ penWidth }, start) => penWidth !== start.penWidth && String(penWidth),
    read: (state, text) => ({ ...state, penWidth: wholeNumber(text, PEN.thinnest, PEN.widest) }),
  },
  pass: {
    write: ({ replay }, start) => replay.pass !== start.replay.pass && String(replay.pass),
    read: (state, text) => {
      const pass = wholeNumber(text, 0, state.replay.pass); // which is the last one
      return { ...state, replay: { pass, playing: false } };
    },
  },
  mistakes: {
    write: ({ failures }, start) =>
      failures !== start.failures && `${failures.network}:${failures.cell ?? ""}`,
    read(state, text, pages) {
      const [network, cell] = text.split(":", 2);
      if (!pages.some(({ name }) => name === network)) return state;
      return { ...state, failures: { network, cell: cell ? wholeNumber(cell, 0, 99) : null } };
    },
  },
  rejected: {
    write: ({ rejectedShare }, start) =>
      rejectedShare !== start.rejectedShare && String(rejectedShare * 10),
    read: (state, text) => ({ ...state, rejectedShare: wholeNumber(text, 0, 300) / 10 }),
  },
  look: {
    write: ({ look: { network, stage, unit, source, held } }) =>
      held && [network, stage, unit, source].join(":"),
    read(state, text, pages) {
      const [network, name, unit, source] = text.split(":");
      const page = pages.find((one) => one.name === network);
      const stage = page && stagesOf(page.network(page.first)).find((one) => one.name === name);
      if (!stage) return state;
      const last = stage.maps * stage.rows * stage.columns - 1;
      const look = { network, stage: name, unit: wholeNumber(unit, 0, last), held: true };
      return { ...state, look: { ...look, source: wholeNumber(source, 0, stage.maps - 1) } };
    },
  },
  at: {
    write: ({ section }) => section,
    read: (state, text) => ({ ...state, section: text }),
  },
  // Last, because it waits for the test images.
  image: {
    write: ({ drawing }) => drawing.picture?.index?.toString(),
    read: (state) => ({ ...state, drawing: BLANK }),
  },
};

/**
 * @param {string} text
 * @param {number} least
 * @param {number} most
 */
function wholeNumber(text, least, most) {
  return Math.min(Math.max(Math.round(Number(text)) || 0, least), most);
}

/**
 * @param {Store} store
 * @param {import("./main.js").Context} context
 */
export function mountShare(store, { pages }) {
  const start = store.state;
  const damaged = find("#link-note", HTMLElement);
  const note = find("#share-note", HTMLElement);
  const address = find("#share-link", HTMLInputElement);
  let timer = 0;

  /** The hash that stands for the state; empty for a page as it opens. */
  function link() {
    const { state } = store;
    if (state.opening) return "";
    const written = Object.entries(FIELDS).map(([key, { write }]) => [key, write(state, start)]);
    const kept = written.filter(([, text]) => text);
    return kept.length ? `#${packLink(Object.fromEntries(kept))}` : "";
  }

  function writeAddress() {
    clearTimeout(timer);
    const next = link();
    if (next !== location.hash && (next || OURS.test(location.hash))) {
      history.replaceState(null, "", next || location.pathname + location.search);
    }
  }

  function readAddress() {
    if (!OURS.test(location.hash)) return;
    try {
      const fields = unpackLink(location.hash.slice(1));
      store.dispatch((state) => {
        /** @type {State} */
        let next = { ...start, past: state.past, future: state.future, opening: false };
        for (const [key, { read }] of Object.entries(FIELDS)) {
          if (fields[key]) next = read(next, fields[key], pages);
        }
        return next;
      });
      damaged.hidden = true;
      if (fields.image) showTestImage(store, Number(fields.image)).catch(reportError);
      if (fields.at) document.getElementById(fields.at)?.scrollIntoView();
    } catch (error) {
      damaged.hidden = false;
      setText(damaged, `${error instanceof Error ? error.message : error} The page starts afresh.`);
    }
  }

  find("#copy-link", HTMLButtonElement).addEventListener("click", async () => {
    writeAddress();
    address.value = location.href;
    const file = location.protocol === "file:" ? " It opens on this computer; elsewhere, send the file too." : "";
    try {
      await navigator.clipboard.writeText(address.value);
      setText(note, `Copied.${file}`);
    } catch {
      address.hidden = false;
      address.select();
      setText(note, `Copy it from here.${file}`);
    }
  });
  mountSave(store);
  addEventListener("hashchange", readAddress);
  readAddress();
  watchSections(store);
  store.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(writeAddress, REST_MS);
  });
}

/**
 * @param {Store} store
 * @param {number} index
 */
async function showTestImage(store, index) {
  const { labels, image } = await loadTestSet();
  if (!(index >= 0 && index < labels.length) || !Number.isInteger(index)) return;
  store.dispatch(showPicture, { pixels: image(index), name: `test image ${index}`, index });
}

/**
 * Keep in mind which section is being read: the last whose top is above the middle.
 * @param {Store} store
 */
function watchSections(store) {
  const sections = [...document.querySelectorAll("main section[id]")];
  let timer = 0;
  addEventListener(
    "scroll",
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const above = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 2);
        const section = (scrollY > 0 && above.at(-1)?.id) || null;
        if (section !== store.state.section) store.dispatch((state) => ({ ...state, section }));
      }, REST_MS);
    },
    { passive: true },
  );
}
