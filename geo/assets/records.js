/** The records as columns of numbers, fetched once, with what is computed from them once. */

import { unpack } from "./columns.js";

export const NO_ROW = -1;
export const NEVER_ENDS = 2 ** 31 - 1;
const NO_PLACE = -(2 ** 31);
const WORLD_PX = 256;
const MAX_LATITUDE = 85.0511287798;

export class Records {
  /** @param {ArrayBuffer} buffer what the server packed: columns; codes, families, areas and crossings as the heading */
  constructor(buffer) {
    const { heading, columns } = unpack(buffer);
    this.columns = columns;
    this.length = heading.rows;
    this.families = heading.families;
    this.areas = heading.areas;
    this.crossings = heading.crossings;
    this.district = heading.codes.precision.indexOf("district");
    this.disputed = heading.codes.confidence.indexOf("disputed");
    this.month = heading.codes.date_precision.indexOf("month");
    const sets = columns.dataset ?? [];
    this.several = sets.some((set) => set !== sets[0]);
    const familyOf = new Uint8Array(256);
    heading.families.forEach((family, number) => {
      for (const category of family.categories) familyOf[category] = number;
    });
    this.family = columns.category.map((category) => familyOf[category]);
    this.placePoints(heading.units);
  }

  /** Degrees and pixels at zoom 0 of every point, once: at zoom z it is 2 ** z times as far. None is NaN. */
  placePoints(units) {
    const { lat, lon } = this.columns;
    this.lat = new Float64Array(this.length).fill(Number.NaN);
    this.lon = new Float64Array(this.length).fill(Number.NaN);
    this.x = new Float64Array(this.length).fill(Number.NaN);
    this.y = new Float64Array(this.length).fill(Number.NaN);
    for (let row = 0; row < this.length; row += 1) {
      if (lat[row] === NO_PLACE) continue;
      this.lat[row] = lat[row] / units;
      this.lon[row] = lon[row] / units;
      this.x[row] = pixelX(this.lon[row]);
      this.y[row] = pixelY(this.lat[row]);
    }
  }

  /** Rows of events: what a total counts did not begin with the total's first day. */
  get events() {
    const rows = new Uint32Array(this.length);
    for (let row = 0; row < rows.length; row += 1) rows[row] = row;
    return this.eventsOf(rows);
  }

  /** Those of some rows that are events. */
  eventsOf(rows) {
    const drawn = Uint8Array.from(this.families, (family) => Number(family.drawn));
    const found = new Uint32Array(rows.length);
    let count = 0;
    for (let at = 0; at < rows.length; at += 1) if (drawn[this.family[rows[at]]]) found[count++] = rows[at];
    return found.subarray(0, count);
  }

  /** Those of some rows of which the day is known on which they begin, and not the month alone. */
  datedOf(rows) {
    const precision = this.columns.date_precision;
    const found = new Uint32Array(rows.length);
    let count = 0;
    for (let at = 0; at < rows.length; at += 1) if (precision[rows[at]] !== this.month) found[count++] = rows[at];
    return found.subarray(0, count);
  }

  /** Whether a record has a symbol on the map; what is no event has no place in the file. */
  hasPoint(row) {
    return !Number.isNaN(this.lat[row]);
  }

  /** Whether no more than a district is known of where a record is. */
  isVague(row) {
    return this.columns.precision[row] === this.district;
  }

  /** Whether a record is of a data set that stands beside the study's own. */
  isBrought(row) {
    return this.several && this.columns.dataset[row] > 0;
  }

  isDisputed(row) {
    return this.columns.confidence[row] === this.disputed;
  }

  /** Latitude and longitude of a record, or of the label of its area; null without either. */
  placeOf(row) {
    if (row === NO_ROW) return null;
    if (this.hasPoint(row)) return [this.lat[row], this.lon[row]];
    const area = this.columns.area[row];
    if (area === NO_ROW) return null;
    const { label_lat: labelLat, label_lon: labelLon } = this.areas[area].properties;
    return [labelLat, labelLon];
  }

  /**
   * Where some rows are.
   * @returns {{placed: number, south: number, west: number, north: number, east: number}} how many have a place, and the
   *   corners of all of them; those of areas are at their labels
   */
  reachOf(rows) {
    const { area } = this.columns;
    const reach = { placed: 0, south: Infinity, west: Infinity, north: -Infinity, east: -Infinity };
    const seen = new Uint8Array(this.areas.length);
    const take = (lat, lon) => {
      reach.south = Math.min(reach.south, lat);
      reach.north = Math.max(reach.north, lat);
      reach.west = Math.min(reach.west, lon);
      reach.east = Math.max(reach.east, lon);
    };
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at];
      const there = this.hasPoint(row);
      if (!there && area[row] === NO_ROW) continue;
      reach.placed += 1;
      if (there) take(this.lat[row], this.lon[row]);
      else seen[area[row]] = 1;
    }
    seen.forEach((any, number) => {
      if (any) take(this.areas[number].properties.label_lat, this.areas[number].properties.label_lon);
    });
    return reach;
  }

  /** How many of some rows have their point in a box of pixels at zoom 0. */
  countIn(rows, { left, top, right, bottom }) {
    const { x, y } = this;
    let count = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at];
      if (x[row] >= left && x[row] <= right && y[row] >= top && y[row] <= bottom) count += 1;
    }
    return count;
  }

  /** How many of some rows have a point. */
  countPlaced(rows) {
    const { x } = this;
    let count = 0;
    for (let at = 0; at < rows.length; at += 1) if (!Number.isNaN(x[rows[at]])) count += 1;
    return count;
  }

  /** How many of some rows are of each family: pairs of family and count, in the families' order. */
  makeUp(rows) {
    const counts = new Uint32Array(this.families.length);
    for (let at = 0; at < rows.length; at += 1) counts[this.family[rows[at]]] += 1;
    return pairsOf(counts);
  }

  /** Rows by the area that they concern, the area with most rows first. */
  byArea(rows) {
    const { area } = this.columns;
    const ends = new Uint32Array(this.areas.length);
    for (let at = 0; at < rows.length; at += 1) if (area[rows[at]] !== NO_ROW) ends[area[rows[at]]] += 1;
    const counts = ends.slice();
    for (let number = 1; number < ends.length; number += 1) ends[number] += ends[number - 1];
    const members = new Uint32Array(ends.at(-1) ?? 0);
    const next = ends.map((end, number) => end - counts[number]);
    for (let at = 0; at < rows.length; at += 1) {
      const number = area[rows[at]];
      if (number !== NO_ROW) members[next[number]++] = rows[at];
    }
    const found = [...counts.keys()].filter((number) => counts[number] > 0);
    return found
      .map((number) => [number, members.subarray(ends[number] - counts[number], ends[number])])
      .sort(([, a], [, b]) => b.length - a.length || a[0] - b[0]);
  }

  /**
   * Words for counts a family: `3 Pushback, 1 Death`; and for how many are of which data set, where there are several.
   * @param {[number, number][]} makeUp pairs of family and count
   * @param {number} brought how many of them are of the data set that was brought
   */
  inWords(makeUp, brought = 0) {
    const kinds = makeUp.map(([family, count]) => `${count} ${this.families[family].label}`).join(", ");
    const own = makeUp.reduce((sum, [, count]) => sum + count, 0) - brought;
    return brought ? `${kinds}; ${brought} of the data set brought${own ? `, ${own} of the study’s own` : ""}` : kinds;
  }
}

/** Counts a family as pairs of family and count, without those that have none. */
export function pairsOf(counts) {
  return [...counts].map((count, family) => [family, count]).filter(([, count]) => count > 0);
}

/** Pixels from the west at zoom 0, as Leaflet's spherical Mercator has them. */
function pixelX(lon) {
  return WORLD_PX * (lon / 360 + 0.5);
}

/** Pixels from the north at zoom 0. */
function pixelY(lat) {
  const sine = Math.sin((Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat)) * Math.PI) / 180);
  return WORLD_PX * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
}
