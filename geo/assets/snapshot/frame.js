/**
 * The map of a file that stands by itself: the app's own map, in a frame of the file, fed from what the file holds.
 *
 * The file tells it by message what to show, as the app's page does by command; nothing here can ask the network.
 */

import { start } from "../map.js";

const config = JSON.parse(document.getElementById("config").textContent);
const map = L.map("map_div", { ...config.options, attributionControl: true, preferCanvas: true, zoomControl: false });
const addresses = { records: "records.bin", texts: "texts.json", basemap: "" };
const frame = start(map, { addresses, ...config.beginning });

window.addEventListener("message", ({ source, data }) => {
  if (source === window.parent && data?.command) frame.show(data.command);
});
window.parent.postMessage({ ready: true }, "*");
