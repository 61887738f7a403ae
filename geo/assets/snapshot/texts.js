/** What is said of a record in a line: the file holds it of all its records. */

export class Texts {
  /** @param {string} address */
  constructor(address) {
    this.address = address;
  }

  /**
   * Texts of all records.
   * @returns {Promise<Map<number, object>>} by row: title, place, start, end, claimed_by, disputed_by
   */
  of() {
    this.known ??= fetch(this.address)
      .then((answer) => answer.json())
      .then(byRow);
    return this.known;
  }
}

function byRow(columns) {
  const names = Object.keys(columns);
  return new Map(
    columns.title.map((_, row) => [row, Object.fromEntries(names.map((name) => [name, columns[name][row]]))]),
  );
}
