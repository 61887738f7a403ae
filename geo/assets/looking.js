/** Where the map looks: told apart whether a reader moved it, or the map itself. */

const STILL_PX = 2;

export class Looking {
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

  /** A move that is more than the frame's new size is a reader's. */
  follow() {
    if (this.quiet) return;
    const [lat, lon, zoom] = this.seen;
    const point = (at) => this.map.project(at, zoom);
    const still = point([lat, lon]).distanceTo(point(this.map.getCenter())) < STILL_PX;
    if (still && zoom === this.map.getZoom()) return;
    this.moved = true;
    this.tell();
  }

  /** Keep where a reader has moved the map to. */
  tell() {
    this.seen = this.view;
  }
}
