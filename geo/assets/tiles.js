/** Tiles of others, offered by name; until a reader chooses them, nobody is asked. */

import { element } from "./dom.js";

const OWN = "Offline base map (no third-party requests)";
const TILES = {
  "OpenStreetMap (loads tiles from openstreetmap.org)": [
    "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "© OpenStreetMap contributors",
  ],
  "Satellite (loads tiles from Esri)": [
    "https://server.arcgisonline.com/ArcGIS/rest/services/World_Imagery/MapServer/tile/{z}/{y}/{x}",
    "Imagery © Esri and its suppliers",
  ],
};
const GROUND_PANES = ["granica-ground", "granica-water", "granica-lines", "granica-labels"];

/** Make the choice of ground: a radio button each. */
export function groundChoice(map) {
  let layer = null;
  const choose = (name) => {
    layer?.remove();
    layer = name === OWN ? null : tilesOf(map, name);
    for (const pane of GROUND_PANES) map.getPane(pane).style.display = layer ? "none" : "";
  };
  const options = [OWN, ...Object.keys(TILES)].map((name) => {
    const attributes = { type: "radio", name: "ground", ...(name === OWN ? { checked: "" } : {}) };
    const input = element("input", { attributes });
    input.addEventListener("change", () => choose(name));
    return element("label", {}, [input, element("span", { text: name })]);
  });
  return [element("fieldset", {}, [element("legend", { text: "Base map" }), ...options])];
}

function tilesOf(map, name) {
  const [url, attribution] = TILES[name];
  return L.tileLayer(url, { attribution, maxZoom: map.getMaxZoom(), referrerPolicy: "origin" }).addTo(map);
}
