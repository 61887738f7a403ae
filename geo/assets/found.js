/** Rows that a search found, where a command only names the search: fetched once, and kept for a while. */

import { fetchedMasks } from "./clauses.js";

const MOST_KEPT = 8;

/** Names of searches whose rows are still to be fetched before some clauses can be evaluated. */
export function missing(clauses) {
  return clauses
    .filter(([column, test, [name]]) => column === "row" && test === "found" && !fetchedMasks.has(name))
    .map(([, , [name]]) => name);
}

/**
 * Fetch the rows that some searches found.
 * @param {string} address
 * @param {string[]} names
 * @param {(address: string) => Promise<ArrayBuffer>} get
 */
export async function fetchFound(address, names, get = fetched) {
  for (const name of names) {
    fetchedMasks.set(name, new Uint8Array(await get(`${address}?q=${name}`)));
    if (fetchedMasks.size > MOST_KEPT) fetchedMasks.delete(fetchedMasks.keys().next().value);
  }
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`What was found was not delivered (${answer.status})`);
  return answer.arrayBuffer();
}
