/** The selection in the browser: the server (`geo`) evaluates the same clauses over the same columns. */

const TESTS = {
  ge:
    ([bound]) =>
    (value) =>
      value >= bound,
  le:
    ([bound]) =>
    (value) =>
      value <= bound,
  in: (values) => {
    const wanted = new Set(values);
    return (value) => wanted.has(value);
  },
  any: (places) => {
    // Numbers beyond 32 bits: the bit of each place is found by division.
    const powers = places.map((place) => 2 ** place);
    return (value) => powers.some((power) => Math.floor(value / power) % 2 === 1);
  },
  bits: ([text]) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return (row) => Boolean(bytes[row >> 3] & (1 << (row & 7)));
  },
};

/**
 * Rows that hold every clause, ascending.
 * @param {Object<string, number[]>} columns
 * @param {[string, string, (number | string)[]][]} clauses column, test and what it compares with; the column `row` is
 *   the row's own number
 * @param {number} length how many rows there are
 */
export function evaluate(columns, clauses, length) {
  const tests = clauses.map(([name, test, values]) => [name === "row" ? null : columns[name], TESTS[test](values)]);
  const rows = [];
  for (let row = 0; row < length; row += 1) {
    if (tests.every(([column, holds]) => holds(column ? column[row] : row))) rows.push(row);
  }
  return rows;
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
