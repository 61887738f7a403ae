/** What is said of a record in a line: fetched for the rows that a reader looks at, and kept. */

const MOST_ROWS = 1000;
const MOST_SCATTERED = 250;

/**
 * Write rows as an address asks for them: `3,17-20`.
 * @param {number[]} rows ascending
 */
export function asRanges(rows) {
  const ranges = [];
  for (const row of rows) {
    const last = ranges.at(-1);
    if (last && last[1] === row - 1) last[1] = row;
    else ranges.push([row, row]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}

export class Texts {
  /**
   * @param {string} address
   * @param {number} length how many rows there are; of few, all are asked for at once
   * @param {(address: string) => Promise<object>} get fetches columns of texts, in the order of the rows asked for
   */
  constructor(address, length, get = fetched) {
    Object.assign(this, { address, length, get, known: new Map(), asked: new Map(), waiting: [] });
  }

  /**
   * Texts of some rows.
   * @param {Iterable<number>} rows
   * @returns {Promise<Map<number, object>>} by row: title, place, start, end, claimed_by, disputed_by; those of other
   *   rows that are known too
   */
  async of(rows) {
    const wanted = [...rows];
    for (const row of wanted) if (!this.asked.has(row)) this.want(row);
    await Promise.all(wanted.map((row) => this.asked.get(row)));
    return this.known;
  }

  /** Ask for a row with all others that are wanted in the same moment. */
  want(row) {
    if (this.waiting.length === 0) this.next = Promise.resolve().then(() => this.ask());
    const rows = this.length <= MOST_ROWS ? [...Array(this.length).keys()] : [row];
    for (const one of rows) this.asked.set(one, this.next);
    this.waiting.push(...rows);
  }

  async ask() {
    const rows = this.waiting.sort((a, b) => a - b);
    this.waiting = [];
    const size = this.length <= MOST_ROWS ? MOST_ROWS : MOST_SCATTERED;
    const parts = [];
    for (let at = 0; at < rows.length; at += size) parts.push(rows.slice(at, at + size));
    await Promise.all(parts.map((part) => this.fetch(part)));
  }

  async fetch(rows) {
    try {
      const columns = await this.get(`${this.address}?rows=${asRanges(rows)}`);
      rows.forEach((row, at) => {
        this.known.set(row, Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[at]])));
      });
    } catch (error) {
      for (const row of rows) this.asked.delete(row); // who asks again, asks anew
      throw error;
    }
  }
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The texts were not delivered (${answer.status})`);
  return answer.json();
}
