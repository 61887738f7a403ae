/** Elements of the page. Text reaches it by `textContent` alone, so that nothing in the data becomes markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element; its text is never parsed.
 * @param {string} tag the element's name
 * @param {{className?: string, text?: string, attributes?: Object<string, string>}} [look]
 * @param {Node[]} [children]
 */
export function element(tag, { className, text, attributes = {} } = {}, children = []) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Make a button that says its text, or shows a sign and has the text as its name. */
export function button(text, act, { className, sign } = {}) {
  const attributes = sign ? { type: "button", "aria-label": text, title: text } : { type: "button" };
  const node = element("button", { className, attributes }, [sign ?? text]);
  node.addEventListener("click", act);
  return node;
}

/** Make something that folds out of its heading. */
export function fold(text, content, { className = "", sign } = {}) {
  const attributes = sign ? { "aria-label": text, title: text } : {};
  const summary = element("summary", { attributes }, sign ? [sign] : [text]);
  const one = { className: `g-fold ${className}`, attributes: { name: "g-fold" } };
  return element("details", one, [summary, element("div", {}, content)]);
}

/** Make a picture of lines in a box of 16 by 16. */
export function icon(path) {
  const look = { fill: "none", stroke: "currentColor", "stroke-width": 1.5, "stroke-linecap": "round" };
  return svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, [
    svg("path", { d: path, "stroke-linejoin": "round", ...look }),
  ]);
}

/** Make an element of a picture. */
export function svg(tag, attributes, children = []) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Act on a click on a Leaflet marker, and on Enter or Space, as a button does. */
export function press(marker, act) {
  marker.on("click", act);
  marker.on("keydown", ({ originalEvent }) => {
    if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
    originalEvent.preventDefault();
    originalEvent.stopPropagation();
    act();
  });
}
