/** The view in the page's address, written without a rerun. */

import { Looking } from "./looking.js";

const VIEW_DECIMALS = 4;
const NAMES = ["lat", "lon", "z"];

/** An address with a view in it; what else it says stays. */
export function withView(address, [lat, lon, zoom]) {
  const changed = new URL(address);
  const rounded = (degrees) => String(Number(degrees.toFixed(VIEW_DECIMALS)));
  changed.searchParams.set("lat", rounded(lat));
  changed.searchParams.set("lon", rounded(lon));
  changed.searchParams.set("z", String(zoom));
  return changed.pathname + changed.search.replaceAll("%2C", ",") + changed.hash;
}

/** Latitude, longitude and zoom that an address asks for, or null if it does not ask for all three. */
export function viewOf(address) {
  const { searchParams } = new URL(address);
  const view = NAMES.map((name) => (searchParams.has(name) ? Number(searchParams.get(name)) : Number.NaN));
  return view.every(Number.isFinite) ? view : null;
}

export class Address extends Looking {
  /** @param {L.Map} map a map in a frame of the page */
  constructor(map) {
    super(map);
    this.page = window.parent;
    if (this.page !== window) this.followHistory();
  }

  /** Write the view into the page's address. */
  tell() {
    super.tell();
    if (this.page === window) return;
    this.page.history.replaceState(this.page.history.state, "", withView(this.page.location.href, this.seen));
    this.page.granicaView = this.seen;
  }

  /** After a command, whose address lacks the view: once a reader moved, write it again. */
  settle() {
    if (this.moved) this.tell();
  }

  /** Look where a reader of this tab looked last, when the map is drawn again; and where Back leads to. */
  followHistory() {
    if (this.page.granicaView) this.look(this.page.granicaView);
    const back = () => {
      const view = viewOf(this.page.location.href);
      if (view) this.look(view);
    };
    this.page.addEventListener("popstate", back);
    window.addEventListener("pagehide", () => this.page.removeEventListener("popstate", back));
  }

  look([lat, lon, zoom]) {
    this.moved = true;
    this.quietly(() => this.map.setView([lat, lon], zoom, { reset: true }), [lat, lon, zoom]);
  }
}
