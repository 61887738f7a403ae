/** Read the file of columns that the server packs (`geo/present/columns.py`): a heading in JSON, then arrays of numbers. */

const MAGIC = "GRC1";
const LENGTH_BYTES = 4;
const ARRAYS = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float64: Float64Array,
};

/**
 * @param {ArrayBuffer} buffer
 * @returns {{heading: object, columns: Object<string, ArrayLike<number>>}} the heading with `rows` in it
 */
export function unpack(buffer) {
  const body = new Uint8Array(buffer);
  const begin = MAGIC.length + LENGTH_BYTES;
  if (String.fromCharCode(...body.subarray(0, MAGIC.length)) !== MAGIC) throw new Error("This is no file of columns");
  const length = new DataView(buffer).getUint32(MAGIC.length, true);
  const { columns: kinds, ...heading } = JSON.parse(new TextDecoder().decode(body.subarray(begin, begin + length)));
  const columns = {};
  let at = begin + length;
  for (const [name, kind] of kinds) {
    const column = new ARRAYS[kind](heading.rows);
    const width = column.BYTES_PER_ELEMENT;
    const end = at + heading.rows * width;
    if (end > body.length) throw new Error(`The column ${name} is cut off`);
    gather(body.subarray(at, end), new Uint8Array(column.buffer), width);
    columns[name] = column;
    at = end;
  }
  return { heading, columns };
}

/** Put the bytes of each number together: the file has the first bytes of all rows, then the second ones. */
function gather(planes, bytes, width) {
  const rows = planes.length / width;
  for (let plane = 0; plane < width; plane += 1) {
    const begin = plane * rows;
    for (let row = 0, to = plane; row < rows; row += 1, to += width) bytes[to] = planes[begin + row];
  }
}
