/** The sheet at the foot of a phone's screen: three heights, by a tap on its handle, a drag or the arrow keys. */

const HEIGHTS = ["peek", "half", "full"];
const HANDLE = ".granica-handle";
const DRAG_PX = 24;
const PANEL = ".st-key-panel";

const root = document.documentElement;

/** The height that comes after one, up or down; the highest and the lowest stay. */
export function next(height, step) {
  const at = Math.max(0, HEIGHTS.indexOf(height)) + step;
  return HEIGHTS[Math.min(HEIGHTS.length - 1, Math.max(0, at))];
}

/** What a tap on the handle does: up, and from the top back to the peek. */
export function tapped(height) {
  return height === "full" ? "peek" : next(height, 1);
}

function set(height) {
  root.dataset.granicaSheet = height;
  for (const handle of document.querySelectorAll(HANDLE)) handle.setAttribute("aria-expanded", height !== "peek");
}

const now = () => root.dataset.granicaSheet ?? "peek";

/** Raise the sheet to its full height, for who reads in it by keyboard. */
export const raise = () => set("full");

export function moveSheet() {
  set("peek");
  let from = null;
  let dragged = false;
  document.addEventListener("pointerdown", (event) => {
    from = event.target.closest?.(HANDLE) ? event.clientY : null;
    dragged = false;
  });
  document.addEventListener("pointerup", (event) => {
    if (from === null || Math.abs(event.clientY - from) < DRAG_PX) return;
    dragged = true;
    set(next(now(), event.clientY < from ? 1 : -1));
    from = null;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(HANDLE) && !dragged) set(tapped(now()));
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.closest?.(HANDLE)) return;
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step) {
      event.preventDefault();
      set(next(now(), step));
    }
  });
  let shown = "";
  new MutationObserver(() => {
    const panel = document.querySelector(`${PANEL} [data-panel]`);
    const what = panel?.dataset.panel ?? "";
    if (what === shown) return;
    shown = what;
    set(what && what !== "list" ? "half" : "peek");
    document.querySelector(PANEL)?.scrollTo(0, 0);
  }).observe(document.documentElement, { childList: true, subtree: true });
}
