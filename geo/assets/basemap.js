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

/** West, south, east, north of the detailed ground, where the names of the plain one are not needed. */
const DETAILED = [12, 47, 36, 59];
const WORLD = "world";
const DETAIL = "land";

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
 * @param {{url: (name: string) => string, files: string[], theme?: "light" | "dark", countries?: string[]}} options
 *   `url` gives the address of a base map file ("land" …); `files` are those that the records are drawn on, the most
 *   needed first: the detailed ground, the plain one of the whole Earth ("world"), or both; `countries` are those on the
 *   sides of the line
 * @returns {{setTheme: (theme: "light" | "dark") => void, names: Names, graticule: Graticule, credits: Credits,
 *   ready: Promise<void>}}
 *   `ready` settles when every file is drawn, and rejects if one is missing
 */
export function basemap(map, { url, files, theme = "light", countries = [] }) {
  makePanes(map);
  const ground = new Ground(map, { theme, countries });
  const names = new Names(map, theme);
  const credits = new Credits(map);
  const graticule = new Graticule(map, "granica-lines");
  ground.update();

  const show = (file) => {
    credits.add(file.attribution);
    if (file.window) {
      ground.addSea(file.window, files.includes(WORLD) ? Math.min(...file.areas.map((area) => area.z)) : 0);
    }
    ground.add(file);
    if (file.places) {
      names.add(file, file.name === WORLD && files.includes(DETAIL) ? { outside: DETAILED } : {});
    }
  };
  const load = async (name) => {
    const response = await fetch(url(name));
    if (!response.ok) {
      throw new Error(`Base map file "${name}" was not delivered (${response.status})`);
    }
    show(await response.json());
  };
  const first = Promise.all(files.slice(0, 2).map(load));
  const ready = first.then(() => Promise.all(files.slice(2).map(load))).then(() => undefined);
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
