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
    gather(body.subarray(at, end), column);
    columns[name] = column;
    at = end;
  }
  return { heading, columns };
}

/** Put the bytes of each number together: the file has the first bytes of all rows, then the second ones. */
function gather(planes, column) {
  const rows = column.length;
  const plane = (number) => planes.subarray(number * rows, (number + 1) * rows);
  const [first, second, third, fourth] = [0, 1, 2, 3].map(plane);
  switch (column.constructor) {
    case Uint8Array:
      column.set(first);
      break;
    case Uint16Array:
      for (let row = 0; row < rows; row += 1) column[row] = first[row] | (second[row] << 8);
      break;
    case Float64Array:
      gatherBytes(planes, new Uint8Array(column.buffer), column.BYTES_PER_ELEMENT);
      break;
    default:
      for (let row = 0; row < rows; row += 1) {
        column[row] = first[row] | (second[row] << 8) | (third[row] << 16) | (fourth[row] << 24);
      }
  }
}

function gatherBytes(planes, bytes, width) {
  const rows = planes.length / width;
  for (let plane = 0; plane < width; plane += 1) {
    const begin = plane * rows;
    for (let row = 0, to = plane; row < rows; row += 1, to += width) bytes[to] = planes[begin + row];
  }
}
