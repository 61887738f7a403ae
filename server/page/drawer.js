/** On a narrow screen the filters lie over the page: they begin closed, and close when something was chosen to look at. */

const NARROW = "(max-width: 767px)";
const REMEMBERED = /^stSidebarCollapsed/;

const narrow = () => matchMedia(NARROW).matches;

/** What Streamlit remembers of the drawer; nothing where a browser gives an embedded page no storage. */
function remembered() {
  try {
    return Object.entries(localStorage).filter(([key]) => REMEMBERED.test(key));
  } catch {
    return [];
  }
}

/** Press Streamlit's own button, so that its state and ours are one. */
function press(testId) {
  document.querySelector(`[data-testid="${testId}"] button, button[data-testid="${testId}"]`)?.click();
}

/** Keep the drawer's place free until Streamlit draws it, so that nothing leaps; an embedded page has none. */
export function reserveDrawer() {
  const embedded = new URLSearchParams(location.search).get("embed") === "true";
  const closed = remembered().some(([, value]) => value === "true");
  document.documentElement.toggleAttribute("data-granica-embed", embedded);
  document.documentElement.toggleAttribute("data-granica-drawer", !(embedded || closed || narrow()));
}

export function keepDrawerClosed() {
  if (narrow()) {
    for (const [name] of remembered()) localStorage.removeItem(name);
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".granica-open-filters")) {
      event.preventDefault();
      press("stExpandSidebarButton");
    }
    if (event.target.closest?.(".granica-show")) {
      event.preventDefault();
      press("stSidebarCollapseButton");
    }
  });
}
