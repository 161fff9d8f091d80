/**
 * The page's state in its address, so that a reload, a bookmark or a link restores it. What is kept
 * of an instrument is in its `fields`.
 */

import { find, setText } from "../../ui/dom.js";
import { BLANK, showPicture } from "../../state/drawing.js";
import { createSlice } from "../../state/slices.js";
import { mountSave } from "./save.js";
import { LinkError, packLink, unpackLink } from "./link-code.js";
import { loadTestSet } from "../../network/test-set.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../state/store.js").Store} Store */

const REST_MS = 400;
const LINK = /^#\d+\./;

/** The id of the section that is being read, below the first screen. */
const slice = createSlice("share", /** @type {string | null} */ (null));

/** @type {import("../../state/instruments.js").Instrument} */
export const share = {
  name: "share",
  initial: slice.initial,
  fields: {
    at: {
      write: slice.of,
      read: slice.put,
    },
    // After all others: a test image stands instead of what is drawn.
    image: {
      write: ({ drawing }) => drawing.picture?.index?.toString(),
      read: (state) => ({ ...state, drawing: BLANK }),
    },
  },
  mount,
};

/**
 * @param {Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks, fields: known }) {
  const start = store.state;
  const damaged = find("#link-note", HTMLElement);
  const note = find("#share-note", HTMLElement);
  const address = find("#share-link", HTMLInputElement);
  let timer = 0;

  /** Return the fragment of the state; empty for a page as it opens. */
  function link() {
    const { state } = store;
    if (state.opening) return "";
    const written = Object.entries(known).map(([key, { write }]) => [key, write(state, start, networks)]);
    const kept = written.filter(([, text]) => text);
    return kept.length ? `#${packLink(Object.fromEntries(kept))}` : "";
  }

  function writeAddress() {
    clearTimeout(timer);
    const next = link();
    if (next !== location.hash && (next || LINK.test(location.hash))) {
      history.replaceState(null, "", next || location.pathname + location.search);
    }
  }

  function readAddress() {
    if (!LINK.test(location.hash)) return;
    try {
      const fields = unpackLink(location.hash.slice(1));
      store.dispatch((state) => {
        /** @type {State} */
        let next = { ...start, past: state.past, future: state.future, opening: false };
        for (const [key, { read }] of Object.entries(known)) {
          if (fields[key]) next = read(next, fields[key], networks);
        }
        return next;
      });
      damaged.hidden = true;
      if (fields.image) showTestImage(store, Number(fields.image)).catch(reportError);
      if (fields.at) document.getElementById(fields.at)?.scrollIntoView();
    } catch (error) {
      damaged.hidden = false;
      const reason = error instanceof LinkError ? error.message : "This link is damaged.";
      setText(damaged, `${reason} The page starts afresh.`);
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
  store.subscribe(
    ({ weights }, previous) => {
      clearTimeout(timer);
      // A reload asks for the address as it is: it must not bring back the weights before.
      if (previous && weights !== previous.weights) writeAddress();
      else timer = setTimeout(writeAddress, REST_MS);
    },
    { atOnce: true },
  );
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
 * Keep track of the section that is being read: the last whose top is above the middle.
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
        if (section !== slice.of(store.state)) store.dispatch(slice.put, section);
      }, REST_MS);
    },
    { passive: true },
  );
}
