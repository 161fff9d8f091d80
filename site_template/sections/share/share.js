/**
 * The page's state in its address, so that a reload, a bookmark or a link restores it. What is kept
 * of an instrument is in its `fields`.
 */

import { find, setText } from "../../ui/dom.js";
import { BLANK, showPicture } from "../../state/drawing.js";
import { UnusableError, wholeNumber } from "../../state/context.js";
import { createSlice } from "../../state/slices.js";
import { mountSave } from "./save.js";
import { LinkError, packLink, unpackLink } from "./link-code.js";
import { loadTestSet } from "../../network/test-set.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../state/store.js").Store} Store */

const REST_MS = 400;
const LINK = /^#\d+\./;
const DAMAGED = "This link is damaged.";

/** The id of the section that is being read, below the first screen. */
const slice = createSlice("share", /** @type {string | null} */ (null));

/** @type {import("../../state/instruments.js").Instrument} */
export const share = {
  name: "share",
  initial: slice.initial,
  fields: {
    at: {
      write: slice.of,
      read(state, text) {
        if (document.getElementById(text)?.matches("main section")) return slice.put(state, text);
        throw new UnusableError("this page has no such section");
      },
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
  const linkNote = find("#link-note", HTMLElement);
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
    /** @type {Record<string, string>} */
    let fields;
    try {
      fields = unpackLink(location.hash.slice(1));
    } catch (error) {
      tell(`${error instanceof LinkError ? error.message : DAMAGED} The page starts afresh.`);
      return;
    }
    /** @type {string[]} */
    const left = [];

    /** @param {string} part @param {unknown} error */
    function leaveOut(part, error) {
      left.push(`${part} (${error instanceof UnusableError ? error.message : "it is damaged"})`);
      tell(`This page leaves out a part of the link: ${left.join(", ")}.`);
    }

    tell("");
    const { past, future } = store.state;
    /** @type {State} */
    let next = { ...start, past, future, opening: false };
    for (const [key, { read }] of Object.entries(known)) {
      if (!fields[key]) continue;
      try {
        next = read(next, fields[key], networks);
      } catch (error) {
        leaveOut(`“${key}”`, error);
      }
    }
    const unknown = Object.keys(fields).filter((key) => key && !Object.hasOwn(known, key));
    if (unknown.length) leaveOut("something", new UnusableError("it is of another version"));
    store.dispatch(() => next);
    if (fields.image) showTestImage(store, fields.image).catch((error) => leaveOut("“image”", error));
    document.getElementById(slice.of(next) ?? "")?.scrollIntoView();
  }

  /** @param {string} sentence empty: nothing to tell */
  function tell(sentence) {
    linkNote.hidden = !sentence;
    setText(linkNote, sentence);
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
 * @param {string} text the index of the image
 * @throws {UnusableError} (the promise rejects) if there is no such image
 */
async function showTestImage(store, text) {
  const index = wholeNumber(text, 0, Infinity);
  const { labels, image } = await loadTestSet();
  if (index >= labels.length) throw new UnusableError("this page has no such image");
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
