/** Where the map looks, in a file whose address says nothing of it. */

import { Looking } from "../looking.js";

export class Address extends Looking {
  settle() {}
}
