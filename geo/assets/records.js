/** The records as columns of numbers, fetched once, with what is computed from them once. */

export const NO_ROW = -1;
export const NEVER_ENDS = 2 ** 31 - 1;

export class Records {
  /**
   * @param {object} payload what the server packed: codes, columns, families, areas, crossings
   * @param {(at: [number, number]) => {x: number, y: number}} project latitude and longitude to pixels at zoom 0
   */
  constructor(payload, project) {
    this.columns = payload.columns;
    this.families = payload.families;
    this.areas = payload.areas;
    this.crossings = payload.crossings;
    this.length = payload.columns.start.length;
    this.district = payload.codes.precision.indexOf("district");
    this.disputed = payload.codes.confidence.indexOf("disputed");
    const sets = payload.columns.dataset ?? [];
    this.several = sets.some((set) => set !== sets[0]);
    const familyOf = [];
    payload.families.forEach((family, number) => {
      for (const category of family.categories) familyOf[category] = number;
    });
    this.family = Uint8Array.from(payload.columns.category, (category) => familyOf[category]);
    this.placePoints(project);
  }

  /** Project every point once, at zoom 0: at zoom z it is 2 ** z times as far. */
  placePoints(project) {
    const { lat, lon } = this.columns;
    this.x = new Float64Array(this.length);
    this.y = new Float64Array(this.length);
    for (let row = 0; row < this.length; row += 1) {
      if (lat[row] === null) continue;
      const point = project([lat[row], lon[row]]);
      this.x[row] = point.x;
      this.y[row] = point.y;
    }
  }

  /** Rows of events: what a total counts did not begin with the total's first day. */
  get events() {
    return [...this.family.keys()].filter((row) => this.isEvent(row));
  }

  /** Whether a record is of a family that is drawn, and not what somebody said or counted. */
  isEvent(row) {
    return this.families[this.family[row]].drawn;
  }

  /** Whether a record has a symbol on the map. */
  isShown(row) {
    return this.hasPoint(row) && this.isEvent(row);
  }

  /** Whether the day on which a record begins is known, and not its month alone. */
  isDated(row) {
    return !this.columns.month[row];
  }

  hasPoint(row) {
    return this.columns.lat[row] !== null;
  }

  /** Whether no more than a district is known of where a record is. */
  isVague(row) {
    return this.columns.precision[row] === this.district;
  }

  /** Whether a record is of a data set that stands beside the study's own. */
  isBrought(row) {
    return this.several && this.columns.dataset[row] > 0;
  }

  /** How many of some rows are the study's own, and how many of a data set beside it. */
  apart(rows) {
    const brought = rows.filter((row) => this.isBrought(row)).length;
    return [rows.length - brought, brought];
  }

  isDisputed(row) {
    return this.columns.confidence[row] === this.disputed;
  }

  /** Latitude and longitude of a record, or of the label of its area; null without either. */
  placeOf(row) {
    const { lat, lon, area } = this.columns;
    if (row === NO_ROW) return null;
    if (lat[row] !== null) return [lat[row], lon[row]];
    if (area[row] === NO_ROW) return null;
    const { label_lat: labelLat, label_lon: labelLon } = this.areas[area[row]].properties;
    return [labelLat, labelLon];
  }

  /** How many of some rows are of each family: pairs of family and count, in the families' order. */
  makeUp(rows) {
    const counts = new Map();
    for (const row of rows) counts.set(this.family[row], (counts.get(this.family[row]) || 0) + 1);
    return [...counts].sort(([a], [b]) => a - b);
  }

  /** Rows by the area that they concern, the area with most rows first. */
  byArea(rows) {
    const members = new Map();
    for (const row of rows) {
      const area = this.columns.area[row];
      if (area === NO_ROW) continue;
      if (members.has(area)) members.get(area).push(row);
      else members.set(area, [row]);
    }
    return [...members].sort(([, a], [, b]) => b.length - a.length);
  }

  /** Words for a family's count: `3 Pushback, 1 Death`. */
  inWords(rows) {
    const kinds = this.makeUp(rows)
      .map(([family, count]) => `${count} ${this.families[family].label}`)
      .join(", ");
    const [own, brought] = this.apart(rows);
    return brought ? `${kinds}; ${brought} of the data set brought${own ? `, ${own} of the study’s own` : ""}` : kinds;
  }
}
