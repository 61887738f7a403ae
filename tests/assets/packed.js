/** Packs columns as the server does (`geo/present/columns.py`), for tests. */

const KINDS = new Map([
  [Uint8Array, "uint8"],
  [Uint16Array, "uint16"],
  [Uint32Array, "uint32"],
  [Int32Array, "int32"],
  [Float64Array, "float64"],
]);

export function pack(heading, columns) {
  const rows = Object.values(columns)[0]?.length ?? 0;
  const kinds = Object.entries(columns).map(([name, column]) => [name, KINDS.get(column.constructor)]);
  const said = new TextEncoder().encode(JSON.stringify({ ...heading, rows, columns: kinds }));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, said.length, true);
  const planes = Object.values(columns).map((column) => {
    const bytes = new Uint8Array(column.buffer);
    const width = column.BYTES_PER_ELEMENT;
    return Uint8Array.from(bytes, (_, at) => bytes[(at % rows) * width + Math.floor(at / rows)]);
  });
  const parts = [new TextEncoder().encode("GRC1"), length, said, ...planes];
  return Uint8Array.from(parts.flatMap((part) => [...part])).buffer;
}
