/**
 * The offline base map: land, borders, water, railways, places.
 *
 * Draws the files of `data/basemap/` on a Leaflet 1.9 map, below its overlays, and answers to no pointer. Nothing is
 * asked of any other host, and no text becomes markup.
 */

import { Credits } from "./credits.js";
import { Graticule } from "./graticule.js";
import { Ground } from "./ground.js";
import { Names } from "./names.js";

/** Panes from the ground up; Leaflet's overlays start at 400. */
const PANES = [
  ["granica-ground", 205],
  ["granica-water", 210],
  ["granica-lines", 215],
  ["granica-focus", 220],
  ["granica-labels", 390],
];

/** Files in the order in which a reader needs them. */
const FILES = ["land", "borders", "places", "water", "admin", "context", "rail"];

/** Make the panes that the base map draws in, below the overlays. */
function makePanes(map) {
  for (const [name, level] of PANES) {
    const pane = map.getPane(name) ?? map.createPane(name);
    pane.style.zIndex = String(level);
    pane.style.pointerEvents = "none";
  }
}

/**
 * Draw the base map.
 * @param {L.Map} map a Leaflet 1.9 map with its view set
 * @returns {{setTheme: (theme: "light" | "dark") => void, names: Names, graticule: Graticule, credits: Credits,
 *   ready: Promise<void>}}
 *   `ready` settles when every file is drawn, and rejects if one is missing
 */
export function basemap(map, { url, theme = "light", countries = [] }) {
  makePanes(map);
  const ground = new Ground(map, { theme, countries });
  const names = new Names(map, theme);
  const credits = new Credits(map);
  const graticule = new Graticule(map, "granica-lines");
  ground.update();

  const show = (file) => {
    credits.add(file.attribution);
    if (file.window) {
      ground.addSea(file.window);
    }
    ground.add(file);
    if (file.places) {
      names.add(file);
    }
  };
  const load = async (name) => {
    const response = await fetch(url(name));
    if (!response.ok) {
      throw new Error(`Base map file "${name}" was not delivered (${response.status})`);
    }
    show(await response.json());
  };
  const first = Promise.all(FILES.slice(0, 2).map(load));
  const ready = first.then(() => Promise.all(FILES.slice(2).map(load))).then(() => undefined);
  return {
    ready,
    names,
    graticule,
    credits,
    setTheme(next) {
      ground.setTheme(next);
      names.setTheme(next);
    },
  };
}
