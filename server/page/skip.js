/** The first stops of a page: past the bar and the filters, to the map and to the records. */

import { focusList } from "./listing.js";

const MAP = "iframe[title*='folium']";
const TABLE = ".granica-records";

/** Put the focus into the map's frame, on the map itself where it is drawn. */
function toMap() {
  const frame = document.querySelector(MAP);
  (frame?.contentDocument?.querySelector(".leaflet-container") ?? frame)?.focus();
}

/** Put the focus on the page's table of records; on the map, on its list. */
function toRecords() {
  const table = document.querySelector(MAP) ? null : document.querySelector(TABLE);
  if (!table) return focusList();
  table.tabIndex = -1;
  table.focus();
}

function link(words, target, act) {
  const node = document.createElement("a");
  node.href = "#";
  node.className = `granica-skip granica-skip-${target}`;
  node.textContent = words;
  node.addEventListener("click", (event) => {
    event.preventDefault();
    act();
  });
  return node;
}

export function offerSkips() {
  const stops = document.createElement("nav");
  stops.setAttribute("aria-label", "Skip");
  stops.append(link("Skip to the map", "map", toMap), link("Skip to the records", "records", toRecords));
  document.body.prepend(stops);
}
