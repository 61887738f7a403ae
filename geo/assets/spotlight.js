/** Bring out where one record is: its circle of uncertainty, or the area that it concerns. */

import { NO_ROW } from "./records.js";

export class Spotlight {
  constructor(map, { records, symbols }) {
    this.records = records;
    this.symbols = symbols;
    this.opened = NO_ROW;
    map.createPane("spotlight").style.zIndex = 430;
    this.layer = L.layerGroup().addTo(map);
    this.renderer = L.svg({ pane: "spotlight" });
  }

  /** Keep one record lit until another is opened; none with `NO_ROW`. */
  open(row) {
    this.opened = row;
    this.dim();
  }

  /** Light a record's place for a moment. */
  light(row) {
    this.layer.clearLayers();
    const { lat, lon, radius, area } = this.records.columns;
    const style = {
      pane: "spotlight",
      renderer: this.renderer,
      interactive: false,
      color: this.symbols.colourOf(row),
      weight: 2,
      fillOpacity: 0.12,
    };
    if (this.records.hasPoint(row)) {
      this.layer.addLayer(L.circle([lat[row], lon[row]], { ...style, radius: radius[row] }));
    } else if (area[row] !== NO_ROW) {
      this.layer.addLayer(L.geoJSON(this.records.areas[area[row]], { ...style, style: { ...style, weight: 3 } }));
    }
  }

  /** Back to the open record's place, or to none. */
  dim() {
    if (this.opened === NO_ROW) this.layer.clearLayers();
    else this.light(this.opened);
  }
}
