/** In a page of somebody else the map does not take the scroll: two fingers move it, and Ctrl with the wheel zooms it. */

import { element } from "./dom.js";

const HINT_MS = 1500;

/** Let one finger and the plain wheel scroll the page around the map, and say what moves the map. */
export function leaveScrolling(map) {
  const container = map.getContainer();
  const hint = element("p", { className: "g-hint", attributes: { "aria-hidden": "true" } });
  container.append(hint);
  let timer = null;
  const say = (text) => {
    hint.textContent = text;
    hint.classList.add("g-shown");
    window.clearTimeout(timer);
    timer = window.setTimeout(() => hint.classList.remove("g-shown"), HINT_MS);
  };
  if (window.matchMedia("(pointer: coarse)").matches) map.dragging.disable();
  container.addEventListener(
    "touchmove",
    ({ touches }) => touches.length === 1 && say("Use two fingers to move the map"),
    {
      passive: true,
    },
  );
  const wheel = (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.stopImmediatePropagation();
    say("Hold Ctrl and scroll to zoom the map");
  };
  container.addEventListener("wheel", wheel, { capture: true, passive: true });
}

/** For readers who want no motion: no gliding, no easing. */
export function still(map) {
  if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  map.options.inertia = false;
  const { panBy, setView } = map;
  map.panBy = (offset, options) => panBy.call(map, offset, { ...options, animate: false });
  map.setView = (at, zoom, options) => setView.call(map, at, zoom, { ...options, animate: false });
}
