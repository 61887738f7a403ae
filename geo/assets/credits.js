/** Whose work the ground is: told by the files that are drawn, each name once. */

import { element } from "./dom.js";

/**
 * Part the credits of a file.
 * @param {string | undefined} attribution names with a middle dot between them
 * @returns {string[]}
 */
export function parted(attribution) {
  return (attribution ?? "").split("·").flatMap((name) => name.trim() || []);
}

/** Leaflet's attribution is markup: a name from a file stays text. */
function asText(name) {
  return name.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * Say in a few words whose work the ground is.
 * @param {string[]} names the most important first
 * @returns {string}
 */
export function inShort(names) {
  if (names.length === 0) return "Map data";
  const [first] = names[0].split(" (");
  return names.length === 1 ? first : `${first} and others`;
}

export class Credits {
  /** @param {L.Map} map */
  constructor(map) {
    this.control = map.attributionControl?.setPrefix(false);
    this.names = new Set();
    this.heading = element("span", { text: inShort([]) });
  }

  /** Name those whom a file is due to. */
  add(attribution) {
    for (const name of parted(attribution)) {
      if (this.names.has(name)) continue;
      this.names.add(name);
      this.control?.addAttribution(asText(name));
    }
    this.heading.textContent = inShort([...this.names]);
  }
}
