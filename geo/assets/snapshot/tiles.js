/** No tiles of others: the file holds its ground. */

import { element } from "../dom.js";

/** Say why there is nothing to choose. */
export function groundChoice() {
  return [element("p", { text: "This file brings its own base map. It asks no other site for anything." })];
}
