import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_ROW, Records } from "../../geo/assets/records.js";
import { pack } from "./packed.js";

const NONE = -(2 ** 31);
const AREA = { properties: { name: "A region", label_lat: 53.7, label_lon: 24.1 } };
const HEADING = {
  codes: {
    precision: ["exact", "district"],
    confidence: ["disputed", "single_source"],
    date_precision: ["day", "month"],
  },
  units: 100_000,
  families: [
    { label: "Total", categories: [0], drawn: false },
    { label: "Death", categories: [1, 2], drawn: true },
  ],
  areas: [AREA],
  crossings: [],
};
const COLUMNS = {
  start: Int32Array.of(1, 2, 3),
  category: Uint8Array.of(2, 0, 1),
  date_precision: Uint8Array.of(0, 0, 1),
  precision: Uint8Array.of(0, 1, 0),
  confidence: Uint8Array.of(1, 0, 1),
  lat: Int32Array.of(5312345, NONE, NONE),
  lon: Int32Array.of(-2300001, NONE, NONE),
  area: Int32Array.of(NO_ROW, 0, NO_ROW),
};
const made = (columns = {}, heading = {}) => new Records(pack({ ...HEADING, ...heading }, { ...COLUMNS, ...columns }));
const records = made();

test("a record's family is its category's", () => {
  assert.deepEqual([...records.family], [1, 0, 1]);
  assert.deepEqual(records.makeUp([2, 1, 0]), [
    [0, 1],
    [1, 2],
  ]);
  assert.equal(records.inWords(records.makeUp([0, 1, 2])), "1 Total, 2 Death");
});

test("a record is at its point, else at its area's label, else nowhere", () => {
  assert.deepEqual(records.placeOf(0), [53.12345, -23.00001]);
  assert.deepEqual(records.placeOf(1), [53.7, 24.1]);
  assert.equal(records.placeOf(2), null);
  assert.equal(records.placeOf(NO_ROW), null);
});

test("points are projected as a web map has them, and nowhere without one", () => {
  const units = { lat: Int32Array.of(0, 8505113, -9000000), lon: Int32Array.of(0, 18000000, -18000000) };
  const { x, y } = made(units);
  const rounded = (values) => [...values].map((value) => Math.round(value * 1e4) / 1e4);
  assert.deepEqual(rounded(x), [128, 256, 0]);
  assert.deepEqual(rounded(y), [128, 0, 256]);
  assert.ok(Number.isNaN(records.x[1]) && Number.isNaN(records.y[1]));
});

test("what is vague or disputed is told by its code", () => {
  assert.deepEqual(
    [0, 1, 2].map((row) => records.isVague(row)),
    [false, true, false],
  );
  assert.deepEqual(
    [0, 1, 2].map((row) => records.isDisputed(row)),
    [false, true, false],
  );
});

test("a published total is no event, and a record dated to a month has no day", () => {
  assert.deepEqual([...records.events], [0, 2]);
  assert.deepEqual([...records.eventsOf(Uint32Array.of(1, 2))], [2]);
  assert.deepEqual([...records.datedOf(Uint32Array.of(0, 1, 2))], [0, 1]);
});

test("areas come with their rows, records without one are in none", () => {
  assert.deepEqual(plain(records.byArea([0, 1, 2])), [[0, [1]]]);
  assert.deepEqual(records.byArea([0, 2]), []);
});

test("the area with most records comes first", () => {
  const busy = made({ area: Int32Array.of(0, 1, 1) }, { areas: [AREA, AREA] });
  assert.deepEqual(plain(busy.byArea([0, 1, 2])), [
    [1, [1, 2]],
    [0, [0]],
  ]);
});

test("records of two data sets are told and counted apart, those of one are not", () => {
  const both = made({ dataset: Uint8Array.of(0, 1, 0) });
  assert.deepEqual(
    [0, 1, 2].map((row) => both.isBrought(row)),
    [false, true, false],
  );
  assert.equal(both.inWords([[1, 2]], 1), "2 Death; 1 of the data set brought, 1 of the study’s own");
  assert.equal(both.inWords([[1, 2]], 2), "2 Death; 2 of the data set brought");
  const one = made({ dataset: Uint8Array.of(1, 1, 1) });
  assert.equal(one.several, false);
  assert.equal(one.isBrought(0), false);
  assert.equal(records.several, false);
});

test("rows reach over their points and the labels of their areas", () => {
  assert.deepEqual(records.reachOf([0, 1, 2]), {
    placed: 2,
    south: 53.12345,
    north: 53.7,
    west: -23.00001,
    east: 24.1,
  });
  assert.equal(records.reachOf([2]).placed, 0);
});

test("rows in a box are counted, its edges included, those without a point are not", () => {
  const [x, y] = [records.x[0], records.y[0]];
  assert.equal(records.countIn([0, 1, 2], { left: x, top: y, right: x, bottom: y }), 1);
  assert.equal(records.countIn([0, 1, 2], { left: x + 1e-9, top: 0, right: 256, bottom: 256 }), 0);
  assert.equal(records.countPlaced([0, 1, 2]), 1);
});

function plain(found) {
  return found.map(([area, rows]) => [area, [...rows]]);
}
