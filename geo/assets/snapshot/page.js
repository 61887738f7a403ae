/** What the map does for the page around it, in a file that stands by itself: it tells by message what a reader does. */

export class Page {
  /** @param {{close: () => boolean}} map `close` closes what is open and says whether anything was */
  constructor(map) {
    this.map = map;
    this.embedded = false;
    document.title = "Map";
  }

  /** Tell the file around the map; it knows where the map is from nobody but itself. */
  send(message) {
    window.parent.postMessage({ told: message }, "*");
  }

  tellStrip() {}

  /** Nothing lies over the map here. */
  covered() {
    return { right: 0, bottom: 0 };
  }

  /** What is opened is drawn beside the map and covers nothing of it. */
  whenDrawn() {}

  focusCard() {
    this.send({ focus: true });
  }

  get focusIsFree() {
    return document.activeElement === document.body;
  }
}
