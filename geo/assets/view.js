/** Where the map looks: at the whole border, until a link or a reader says otherwise. */

const ROOM = { left: 48, top: 28, right: 20, bottom: 40 };

/** The box that a map shows, with a margin as a share of it, in pixels at zoom 0. */
export function boxOf(map, margin = 0) {
  const bounds = map.getBounds().pad(margin);
  const { x: left, y: top } = map.project(bounds.getNorthWest(), 0);
  const { x: right, y: bottom } = map.project(bounds.getSouthEast(), 0);
  return { left, top, right, bottom };
}

export class View {
  /**
   * @param {L.Map} map
   * @param {{home: [number, number][] | null, given: boolean, address: object, page: object}} options `home` are the
   *   border's south-western and north-eastern corners; `given` says that the link names a view
   */
  constructor(map, { home, given, address, page }) {
    Object.assign(this, { map, address, page });
    this.home = home && L.latLngBounds(home);
    this.fixed = given || address.moved;
    if (this.home && !this.fixed) this.first(this.home);
    new ResizeObserver(() => this.resize()).observe(map.getContainer());
  }

  /** Whether the map looks where it does by nobody's choice. */
  get free() {
    return !this.fixed && !this.address.moved;
  }

  /** Look somewhere by nobody's choice: it stays out of the address, and follows the frame's size. */
  first(bounds, maxZoom) {
    this.chosen = { bounds, maxZoom };
    this.address.quietly(() => this.map.fitBounds(bounds, { ...this.room(), maxZoom, animate: false }));
  }

  /** Look at some bounds, no nearer than a zoom. */
  fit(bounds, maxZoom) {
    if (this.free) this.first(bounds, maxZoom);
    else this.map.fitBounds(bounds, { ...this.room(), maxZoom });
  }

  /** Look at the whole border, as a reader asks for it. */
  whole() {
    if (this.home) this.map.fitBounds(this.home, this.room());
  }

  /** Padding for the buttons, and for what the page's card covers. */
  room() {
    const { right, bottom } = this.page.covered();
    return { paddingTopLeft: [ROOM.left, ROOM.top], paddingBottomRight: [ROOM.right + right, ROOM.bottom + bottom] };
  }

  /** Keep what is looked at in the middle of a frame of another size. */
  resize() {
    const seen = this.address.seen;
    this.address.quietly(() => {
      this.map.invalidateSize({ animate: false, pan: false });
      this.map.setView(seen.slice(0, 2), seen[2], { reset: true });
    }, seen);
    if (this.free && this.chosen) this.first(this.chosen.bounds, this.chosen.maxZoom);
  }
}
