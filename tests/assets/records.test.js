import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_ROW, Records } from "../../geo/assets/records.js";

const AREA = { properties: { name: "A region", label_lat: 53.7, label_lon: 24.1 } };
const PAYLOAD = {
  codes: {
    precision: ["exact", "district"],
    confidence: ["disputed", "single_source"],
  },
  columns: {
    start: [1, 2, 3],
    category: [2, 0, 1],
    month: [0, 0, 1],
    precision: [0, 1, 0],
    confidence: [1, 0, 1],
    lat: [53, null, null],
    lon: [23, null, null],
    area: [NO_ROW, 0, NO_ROW],
  },
  families: [
    { label: "Total", categories: [0], drawn: false },
    { label: "Death", categories: [1, 2], drawn: true },
  ],
  areas: [AREA],
  crossings: [],
};
const records = new Records(PAYLOAD, ([lat, lon]) => ({ x: lon, y: lat }));

test("a record's family is its category's", () => {
  assert.deepEqual([...records.family], [1, 0, 1]);
  assert.deepEqual(records.makeUp([2, 1, 0]), [
    [0, 1],
    [1, 2],
  ]);
  assert.equal(records.inWords([0, 1, 2]), "1 Total, 2 Death");
});

test("a record is at its point, else at its area's label, else nowhere", () => {
  assert.deepEqual(records.placeOf(0), [53, 23]);
  assert.deepEqual(records.placeOf(1), [53.7, 24.1]);
  assert.equal(records.placeOf(2), null);
  assert.deepEqual([records.x[0], records.y[0]], [23, 53]);
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
  assert.deepEqual(records.events, [0, 2]);
  assert.deepEqual(
    [0, 1, 2].map((row) => records.isShown(row)),
    [true, false, false],
  );
  assert.deepEqual(
    [0, 1, 2].map((row) => records.isDated(row)),
    [true, true, false],
  );
});

test("areas come with their rows, records without one are in none", () => {
  assert.deepEqual(records.byArea([0, 1, 2]), [[0, [1]]]);
});

test("the area with most records comes first", () => {
  const columns = { ...PAYLOAD.columns, area: [0, 1, 1] };
  const busy = new Records({ ...PAYLOAD, columns, areas: [AREA, AREA] }, ([lat, lon]) => ({ x: lon, y: lat }));
  assert.deepEqual(busy.byArea([0, 1, 2]), [
    [1, [1, 2]],
    [0, [0]],
  ]);
});

test("records of two data sets are told and counted apart, those of one are not", () => {
  const columns = { ...PAYLOAD.columns, dataset: [0, 1, 0] };
  const both = new Records({ ...PAYLOAD, columns }, ([lat, lon]) => ({ x: lon, y: lat }));
  assert.deepEqual(both.apart([0, 1, 2]), [2, 1]);
  assert.equal(both.inWords([0, 1]), "1 Total, 1 Death; 1 of the data set brought, 1 of the study’s own");
  assert.equal(both.isBrought(0), false);
  const one = new Records({ ...PAYLOAD, columns: { ...columns, dataset: [1, 1, 1] } }, ([lat, lon]) => ({
    x: lon,
    y: lat,
  }));
  assert.deepEqual(one.apart([0, 1, 2]), [3, 0]);
  assert.equal(records.several, false);
});
