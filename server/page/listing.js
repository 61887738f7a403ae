/** The list of the selection over the map: shown and hidden, reached by keyboard, and read on where it was continued. */

import { raise } from "./sheet.js";

const TOGGLE = ".granica-listing";
const HIDE = ".granica-list-close";
const HEADING = ".st-key-panel h2[tabindex='-1']";
const ENTRIES = ".granica-list li a";
const MORE = ".st-key-list_more button";

const root = document.documentElement;
const listed = () => root.hasAttribute("data-granica-listed");
let read = 0;

function show(shown) {
  root.toggleAttribute("data-granica-listed", shown);
  say();
}

/** Buttons are drawn anew by each run: they say how things stand. */
function say() {
  for (const toggle of document.querySelectorAll(TOGGLE)) {
    if (toggle.getAttribute("aria-expanded") !== String(listed())) toggle.setAttribute("aria-expanded", listed());
  }
}

/** Show what the panel holds, and go there. */
export function focusList() {
  show(true);
  raise();
  document.querySelector(HEADING)?.focus({ preventScroll: true });
}

function hide() {
  show(false);
  document.querySelector(TOGGLE)?.focus();
}

/** Go on at the first entry that has come, if the reader is still where more was asked for. */
function readOn() {
  const entries = document.querySelectorAll(ENTRIES);
  if (read === 0 || entries.length <= read) return;
  entries[read].focus();
  read = 0;
}

export function keepList() {
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.(MORE)) read = document.querySelectorAll(ENTRIES).length;
    else if (target.closest?.(HIDE)) hide();
    else if (target.closest?.(TOGGLE)) listed() ? hide() : focusList();
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key === "Escape" && listed() && target.closest?.(".granica-list[data-panel=list]")) hide();
  });
  new MutationObserver(() => {
    say();
    readOn();
  }).observe(root, { childList: true, subtree: true });
}
