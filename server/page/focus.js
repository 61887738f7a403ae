/** Focus survives what is drawn anew: it goes into a record that opens, and back to where it was opened from. */

/** Of what was opened; the list of the whole selection waits hidden in the same panel. */
const HEADING = ".st-key-panel [data-panel]:not([data-panel=list]) h2[tabindex='-1']";
const FRAME = "iframe[title*='folium']";
const PATIENCE_MS = 5000;

let opener = "";
let wanted = "";
let until = 0;

const lost = () => !document.activeElement || document.activeElement === document.body;

/** After a link was followed: the link that stands in its place, once it is drawn, has the focus. */
function restore() {
  if (!wanted || Date.now() > until || !lost()) return;
  const there = document.getElementById(wanted);
  if (there) there.focus({ preventScroll: true });
}

/** When the panel opens or closes. */
function turned(opened) {
  if (opened && opener && !document.querySelector(FRAME)?.matches(":focus")) {
    document.querySelector(HEADING)?.focus({ preventScroll: true });
  } else if (!opened && opener) {
    wanted = opener;
    until = Date.now() + PATIENCE_MS;
    opener = "";
    document.getElementById(wanted)?.focus();
  }
}

export function keepFocus() {
  let open = false;
  document.addEventListener("granica:follow", ({ detail }) => {
    wanted = detail;
    until = Date.now() + PATIENCE_MS;
    if (!open && detail) opener = detail;
  });
  new MutationObserver(() => {
    const now = document.querySelector(HEADING) !== null;
    if (now !== open) {
      open = now;
      turned(open);
    }
    restore();
  }).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest?.("[role=dialog], [role=listbox], dialog, input, textarea");
    if (event.key === "Escape" && !busy && !document.querySelector(FRAME)) {
      document.querySelector(".granica-close")?.click();
    }
  });
}
