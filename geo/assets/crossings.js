/** Border crossings: small signs by their kind; from near, names where these hide nothing. */

import { element } from "./dom.js";

const NAMES_ZOOM = 10;
const SIGN_PX = 12;
const GAP_PX = 4;
const CHAR_PX = 6;
const LINE_PX = 15;

export class Crossings {
  constructor(map, { records }) {
    Object.assign(this, { map, records, wanted: false, shown: [] });
    map.createPane("crossings").style.zIndex = 440;
    this.layer = L.layerGroup().addTo(map);
  }

  draw(wanted) {
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    this.layer.clearLayers();
    this.shown = wanted ? this.records.crossings.map((crossing) => this.sign(crossing)) : [];
  }

  sign({ name, mode, lat, lon }) {
    const label = element("span", { text: name });
    const html = element("span", { className: `g-crossing g-crossing-${mode}` }, [element("i"), label]);
    const icon = L.divIcon({ html, className: "g-crossing-anchor", iconSize: [SIGN_PX, SIGN_PX] });
    const marker = L.marker([lat, lon], { icon, pane: "crossings", interactive: false, keyboard: false });
    this.layer.addLayer(marker);
    return { name, label, at: L.latLng(lat, lon) };
  }

  /**
   * Put each name to the right or the left of its sign, or leave it out.
   * @param {import("./boxes.js").Boxes} taken what is taken on the screen; names are added to it
   * @returns {number[][]} boxes of signs and names
   */
  place(taken) {
    const near = this.map.getZoom() >= NAMES_ZOOM;
    return this.shown.flatMap(({ name, label, at }) => {
      const { x, y } = this.map.latLngToContainerPoint(at);
      const half = SIGN_PX / 2;
      const away = half + GAP_PX;
      const width = name.length * CHAR_PX;
      const rows = [y - LINE_PX / 2, y + LINE_PX / 2];
      const sides = {
        right: [x + away, rows[0], x + away + width, rows[1]],
        left: [x - away - width, rows[0], x - away, rows[1]],
      };
      const side = near ? Object.keys(sides).find((one) => taken.free(sides[one])) : undefined;
      label.className = side ? `g-${side}` : "g-hidden";
      const sign = [x - half, y - half, x + half, y + half];
      if (!side) return [sign];
      taken.take(sides[side]);
      return [sign, sides[side]];
    });
  }
}
