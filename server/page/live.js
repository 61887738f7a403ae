/** Changed counts are announced. On the map its frame does that. */

const HEADLINE = ".granica-headline";
const FRAME = "iframe[title*='folium']";
const SETTLED_MS = 600;

export function announce() {
  const region = document.createElement("div");
  region.className = "granica-live";
  region.setAttribute("role", "status");
  document.body.append(region);
  let said = "";
  let timer = 0;
  const tell = () => {
    const text = document.querySelector(HEADLINE)?.textContent.trim() ?? "";
    if (text === said) return;
    if (said && !document.querySelector(FRAME)) region.textContent = text;
    said = text;
  };
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(tell, SETTLED_MS);
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
}
