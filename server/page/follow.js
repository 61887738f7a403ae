/** Links of this site are followed in place, as Back and Forward are: the app draws the new view, nothing is loaded anew. */

const VIEW = ["lat", "lon", "z"];
const EMBEDDING = ["embed", "embed_options"];

/**
 * An address to go to from here: on the same page the map keeps looking where it looks, unless the link says where; and
 * what is embedded stays so.
 * @param {string} target
 * @param {string} here
 */
export function withViewOf(target, here) {
  const to = new URL(target, here);
  const from = new URL(here);
  const stays = to.origin === from.origin && to.pathname === from.pathname;
  const looks = VIEW.every((name) => from.searchParams.has(name)) && !VIEW.some((name) => to.searchParams.has(name));
  const kept = [...(stays && looks ? VIEW : []), ...EMBEDDING.filter((name) => !to.searchParams.has(name))];
  const pairs = kept.flatMap((name) => from.searchParams.getAll(name).map((value) => `${name}=${value}`));
  if (pairs.length > 0) to.search = [to.search.slice(1), ...pairs].filter(Boolean).join("&");
  return to.pathname + to.search + to.hash;
}

/** Go to an address of this site without loading it. */
export function follow(target) {
  history.pushState({}, "", withViewOf(target, location.href));
  dispatchEvent(new PopStateEvent("popstate"));
}

/** Whether a click is a plain one, and not one that asks for a new tab or a download. */
export function isPlain(event) {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

/** Addresses of files and interfaces, which are no pages. */
const FILES = /\/(data|ogc|component|static)\/|\.\w+$/;

/** The link of ours that a click is on, if it leads to a page of this site. */
export function linkAt(element, origin) {
  const link = element.closest?.(".stHtml a[href]");
  const ours = link && !link.target && !link.hasAttribute("download") && link.origin === origin;
  return ours && !FILES.test(link.pathname) && !link.getAttribute("href").startsWith("#") ? link : null;
}

export function followLinks() {
  document.addEventListener("click", (event) => {
    const link = !event.defaultPrevented && isPlain(event) && linkAt(event.target, location.origin);
    if (!link) return;
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("granica:follow", { detail: link.id }));
    follow(link.href);
  });
}
