/** Bring out where one record is: its circle of uncertainty, or the area that it concerns; the open one with a mark. */

import { element } from "./dom.js";
import { NO_ROW } from "./records.js";

const MARK_PX = 40;

export class Spotlight {
  constructor(map, { records, symbols }) {
    this.records = records;
    this.symbols = symbols;
    this.opened = NO_ROW;
    map.createPane("spotlight").style.zIndex = 430;
    this.layer = L.layerGroup().addTo(map);
    map.createPane("opened").style.zIndex = 640;
    map.getPane("opened").style.pointerEvents = "none";
    this.mark = L.layerGroup().addTo(map);
    this.renderer = L.svg({ pane: "spotlight" });
  }

  /** Keep one record lit until another is opened; none with `NO_ROW`. */
  open(row) {
    this.opened = row;
    this.mark.clearLayers();
    if (row !== NO_ROW && this.records.hasPoint(row)) this.mark.addLayer(this.markOf(row));
    this.dim();
  }

  /** The open record's own symbol above all others, so that it is seen where it lies in a ring. */
  markOf(row) {
    const { lat, lon } = this.records;
    const html = element("span", { className: "g-opened" }, [this.symbols.single(row)]);
    const icon = L.divIcon({ html, className: "g-opened-anchor", iconSize: [MARK_PX, MARK_PX] });
    return L.marker([lat[row], lon[row]], { icon, pane: "opened", interactive: false, keyboard: false });
  }

  /** Light a record's place for a moment. */
  light(row) {
    this.layer.clearLayers();
    const { lat, lon } = this.records;
    const { radius, area } = this.records.columns;
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
