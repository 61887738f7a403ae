/** The selection in the browser: the server (`geo`) evaluates the same clauses over the same columns. */

const WORD_BITS = 31;
/** Masks of the rows that searches found, by the searches' names, once they are fetched. */
export const fetchedMasks = new Map();

/** Each takes rows out of a mask, one byte a row, that do not hold. */
const TESTS = {
  ge: (mask, column, [bound]) => {
    for (let row = 0; row < mask.length; row += 1) if (column[row] < bound) mask[row] = 0;
  },
  le: (mask, column, [bound]) => {
    for (let row = 0; row < mask.length; row += 1) if (column[row] > bound) mask[row] = 0;
  },
  in: (mask, column, values) => {
    const wanted = tableOf(values);
    for (let row = 0; row < mask.length; row += 1) if (!wanted[column[row]]) mask[row] = 0;
  },
  any: (mask, column, places) => {
    if (places.every((place) => place < WORD_BITS)) {
      const wanted = places.reduce((bits, place) => bits | (1 << place), 0);
      for (let row = 0; row < mask.length; row += 1) if (!(column[row] & wanted)) mask[row] = 0;
      return;
    }
    // Numbers beyond 32 bits: the bit of each place is found by division.
    const powers = places.map((place) => 2 ** place);
    for (let row = 0; row < mask.length; row += 1) {
      if (!powers.some((power) => Math.floor(column[row] / power) % 2 === 1)) mask[row] = 0;
    }
  },
};

/** The same for the rows' own numbers. */
const ROW_TESTS = {
  in: (mask, rows) => {
    const wanted = new Uint8Array(mask.length);
    for (const row of rows) wanted[row] = 1;
    for (let row = 0; row < mask.length; row += 1) mask[row] &= wanted[row];
  },
  bits: (mask, [text]) =>
    keepBits(
      mask,
      Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)),
    ),
  found: (mask, [name]) => keepBits(mask, fetchedMasks.get(name)),
};

/** Keep rows by the bits of a mask, the first row in the lowest bit of the first byte. */
function keepBits(mask, bytes) {
  for (let row = 0; row < mask.length; row += 1) if (!(bytes[row >> 3] & (1 << (row & 7)))) mask[row] = 0;
}

/** A table that says of each small number whether it is among some values. */
function tableOf(values) {
  const table = new Uint8Array(values.reduce((most, value) => Math.max(most, value), -1) + 1);
  for (const value of values) table[value] = 1;
  return table;
}

/**
 * Rows that hold every clause, ascending.
 * @param {Object<string, ArrayLike<number>>} columns
 * @param {[string, string, (number | string)[]][]} clauses column, test and what it compares with; the column `row` is
 *   the row's own number
 * @param {number} length how many rows there are
 * @returns {Uint32Array}
 */
export function evaluate(columns, clauses, length) {
  const mask = new Uint8Array(length).fill(1);
  for (const [name, test, values] of clauses) {
    if (name === "row") ROW_TESTS[test](mask, values);
    else TESTS[test](mask, columns[name], values);
  }
  const rows = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row += 1) if (mask[row]) rows[count++] = row;
  return rows.subarray(0, count);
}

/** The clauses of a selection but for its dates. */
export function withoutDates(clauses) {
  return clauses.filter(([column]) => column !== "start" && column !== "end");
}

/** Clauses that keep what any day of a range is part of; both ends inclusive, counted from the Unix epoch. */
export function between(from, to) {
  return [
    ["end", "ge", [from]],
    ["start", "le", [to]],
  ];
}

/** What a selection's dates are bound by: undefined where they are not. */
export function bounds(clauses) {
  const bound = (column, test) => clauses.find((clause) => clause[0] === column && clause[1] === test)?.[2][0];
  return { from: bound("end", "ge"), to: bound("start", "le") };
}
