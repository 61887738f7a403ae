/** Where the map looks, in a file whose address says nothing of it. */

const STILL_PX = 2;

export class Address {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    this.moved = false;
    this.quiet = false;
    this.seen = this.view;
    map.on("moveend", () => this.follow());
  }

  get view() {
    const { lat, lng } = this.map.getCenter();
    return [lat, lng, this.map.getZoom()];
  }

  /** Move the map by nobody's choice; `seen` is what is meant by it. */
  quietly(move, seen = null) {
    this.quiet = true;
    move();
    this.quiet = false;
    this.seen = seen ?? this.view;
  }

  /** Keep where a reader has moved the map to. */
  follow() {
    if (this.quiet) return;
    const [lat, lon, zoom] = this.seen;
    const point = (at) => this.map.project(at, zoom);
    const still = point([lat, lon]).distanceTo(point(this.map.getCenter())) < STILL_PX;
    if (still && zoom === this.map.getZoom()) return;
    this.moved = true;
    this.seen = this.view;
  }

  settle() {}
}
