/**
 * Tell whoever embeds this page how high it wants to be: a message that holds a number and nothing else.
 *
 * The height follows from the width and the words alone, never from the height that the page was given: else a page that
 * once was high could never be low again.
 */

const FRONT = ".st-key-front";
const STAGE = ".st-key-stage";
const MAIN = ".stMainBlockContainer";
const CALM_MS = 150;

/** Height of the map with its time strip in an embed of a width, in pixels: never so low that its key has no room. */
export function mapHeight(width) {
  return Math.round(Math.min(680, Math.max(600, width * 0.8)));
}

/** Height of everything that the page shows; 0 while there is nothing. */
function wanted() {
  const front = document.querySelector(FRONT);
  if (!front) return Math.ceil(document.querySelector(MAIN)?.scrollHeight ?? 0);
  const parts = [...front.children].filter((part) => !part.matches(STAGE) && !part.querySelector(STAGE));
  const words = parts.reduce((sum, part) => sum + part.getBoundingClientRect().height, 0);
  const sheet = Number.parseFloat(getComputedStyle(front).paddingBottom);
  return Math.ceil(words + sheet) + mapHeight(front.clientWidth);
}

export function tellHeight() {
  if (window.parent === window || new URLSearchParams(location.search).get("embed") !== "true") return;
  let told = 0;
  let timer = 0;
  const tell = () => {
    const height = wanted();
    if (height === 0 || height === told) return;
    told = height;
    // For any origin: it says nothing of the reader, and nothing of the page but its height.
    window.parent.postMessage({ type: "granica:height", height }, "*");
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(tell, CALM_MS);
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true, characterData: true });
  window.addEventListener("resize", soon);
  soon();
}
