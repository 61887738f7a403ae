/**
 * What the frame does for the page around it, where no script of ours runs: it takes the focus to an opened record and
 * back, lets Escape close it, hands the view over with a press on Share, and remembers that the welcome was closed.
 */

const CARD = ".st-key-card, .st-key-panel";
/** Of what was opened; the list of the whole selection waits hidden in the same panel. */
const HEADING = ".st-key-panel [data-panel]:not([data-panel=list]) :is(h1, h2, h3)[tabindex='-1']";
const STRIP = ".g-strip";
const COVERING = ["data-granica-listed", "data-granica-sheet"];
const SHARE = ".st-key-share";
const WELCOME_CLOSE = ".st-key-welcome_close";
const WELCOME = "granica-welcome";
const OWN_ESCAPE = "[role=dialog], [role=listbox], [data-baseweb=popover], input, textarea, select";
const OPEN_POPOVER = "[data-baseweb=popover], [role=dialog]";
const WAIT_MS = 3000;
const POLL_MS = 50;
const DARK = "(prefers-color-scheme: dark)";
/** Until the page has taken the device's colours. */
const THEME_MS = 200;

export class Page {
  /**
   * @param {{view: () => number[], close: () => boolean, uncovered: () => void}} map `close` closes what is open and says
   *   whether anything was; `uncovered` is called when the page covers another part of the frame
   */
  constructor(map) {
    this.map = map;
    this.window = window.parent;
    this.there = this.window !== window;
    if (!this.there) return;
    this.root = this.window.document.documentElement;
    window.frameElement?.setAttribute("aria-label", "Map");
    this.root.toggleAttribute("data-granica-embed", this.embedded);
    this.welcome();
    this.listen("keydown", (event) => this.escape(event));
    this.listen("pointerdown", (event) => this.pressed(event));
    this.listen("focusin", (event) => this.pressed(event));
    this.watch();
    this.followDevice();
  }

  /** The page turns dark with the device by itself, the map by a command: the server hears of it by a message. */
  followDevice() {
    const device = this.window.matchMedia(DARK);
    const tell = () => setTimeout(() => this.send({}), THEME_MS);
    device.addEventListener("change", tell);
    window.addEventListener("pagehide", () => device.removeEventListener("change", tell));
  }

  /** The page's script says on its root when it shows a list or moves its sheet. */
  watch() {
    const watching = new MutationObserver(() => this.map.uncovered());
    watching.observe(this.root, { attributes: true, attributeFilter: COVERING });
    window.addEventListener("pagehide", () => watching.disconnect());
  }

  /** Listen to the page's document for as long as this frame lives. */
  listen(name, act) {
    const { document } = this.window;
    document.addEventListener(name, act, true);
    window.addEventListener("pagehide", () => document.removeEventListener(name, act, true));
  }

  get embedded() {
    return this.there && new URLSearchParams(this.window.location.search).get("embed") === "true";
  }

  /** Send a message to the page's script on the server; it comes with the view. */
  send(message) {
    this.sent = String(this.map.view());
    window.Streamlit?.setComponentValue({ ...message, view: this.map.view(), at: Date.now() });
  }

  /** Say the height of the time strip to the page's style sheet. */
  tellStrip(height) {
    if (this.there) this.root.style.setProperty("--granica-strip", `${height}px`);
  }

  /** Pixels of the map that the page's card covers, at the right and at the foot. */
  covered() {
    const card = this.there ? this.window.document.querySelector(CARD)?.getBoundingClientRect() : null;
    const frame = window.frameElement?.getBoundingClientRect();
    const over = card && frame && card.left < frame.right && card.right > frame.left && card.top < frame.bottom;
    if (!over || card.bottom <= frame.top) return { right: 0, bottom: 0 };
    const foot = frame.bottom - (document.querySelector(STRIP)?.offsetHeight ?? 0);
    if (card.width > frame.width * 0.7) return { right: 0, bottom: Math.max(0, foot - card.top) };
    return { right: Math.max(0, frame.right - card.left), bottom: 0 };
  }

  /** Take the focus to the heading of what has been opened, once the page has drawn it. */
  focusCard() {
    this.whenDrawn((heading) => heading.focus());
  }

  /** Act on the heading of what has been opened, once the page has drawn it. */
  whenDrawn(act, until = Date.now() + WAIT_MS) {
    if (!this.there) return;
    const heading = this.window.document.querySelector(HEADING);
    if (heading) act(heading);
    else if (Date.now() < until) window.setTimeout(() => this.whenDrawn(act, until), POLL_MS);
  }

  /** Whether the focus is nowhere in particular: on the page's body or on this frame. */
  get focusIsFree() {
    const active = this.there ? this.window.document.activeElement : null;
    return !active || active === this.window.document.body || active === window.frameElement;
  }

  escape(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (event.target.closest?.(OWN_ESCAPE) || this.window.document.querySelector(OPEN_POPOVER)) return;
    this.map.close();
  }

  pressed(event) {
    if (event.target.closest?.(WELCOME_CLOSE)) this.welcome("seen");
    if (!event.target.closest?.(SHARE) || this.sent === String(this.map.view())) return;
    this.send({});
  }

  /** Say to the page's style sheet whether this reader has closed the welcome. */
  welcome(now) {
    let state = now;
    try {
      if (now) this.window.localStorage.setItem(WELCOME, now);
      state ??= this.window.localStorage.getItem(WELCOME) ?? "new";
    } catch {
      state ??= "seen"; // a browser that keeps nothing would show it at each visit
    }
    this.root.dataset.granicaWelcome = state;
  }
}
