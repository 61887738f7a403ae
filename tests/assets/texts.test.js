import assert from "node:assert/strict";
import { test } from "node:test";
import { asRanges, Texts } from "../../geo/assets/texts.js";

/** A server that notes what it was asked for. */
function server(asked) {
  return async (address) => {
    asked.push(address);
    const rows = new URL(address, "http://h").searchParams
      .get("rows")
      .split(",")
      .flatMap((part) => {
        const [first, last = first] = part.split("-").map(Number);
        return Array.from({ length: last - first + 1 }, (_, at) => first + at);
      });
    return { title: rows.map((row) => `Record ${row}`) };
  };
}

test("neighbouring rows are asked for as a range", () => {
  assert.equal(asRanges([3, 17, 18, 19, 20, 25, 26]), "3,17-20,25-26");
});

test("of few records all are asked for at once, and never again", async () => {
  const asked = [];
  const texts = new Texts("t", 1000, server(asked));
  assert.equal((await texts.of([999])).get(999).title, "Record 999");
  assert.equal((await texts.of([0])).get(0).title, "Record 0");
  assert.deepEqual(asked, ["t?rows=0-999"]);
});

test("of many records those are asked for that are wanted in the same moment, each once", async () => {
  const asked = [];
  const texts = new Texts("t", 1001, server(asked));
  const found = await Promise.all([texts.of([700]), texts.of([3, 4]), texts.of([700])]);
  assert.deepEqual(asked, ["t?rows=3-4,700"]);
  assert.equal(found[0].get(700).title, "Record 700");
  assert.equal(found[1].get(4).title, "Record 4");
  await texts.of([4, 5]);
  assert.deepEqual(asked.slice(1), ["t?rows=5"]);
});

test("very many are asked for in parts", async () => {
  const asked = [];
  const texts = new Texts("t", 10_000, server(asked));
  const rows = Array.from({ length: 251 }, (_, at) => 2 * at);
  const found = await texts.of(rows);
  assert.equal(asked.length, 2);
  for (const row of rows) assert.equal(found.get(row).title, `Record ${row}`);
});

test("what could not be fetched is asked for anew", async () => {
  let fails = true;
  const get = server([]);
  const texts = new Texts("t", 2000, (address) => (fails ? Promise.reject(new Error("gone")) : get(address)));
  await assert.rejects(texts.of([5]), /gone/);
  fails = false;
  assert.equal((await texts.of([5])).get(5).title, "Record 5");
});
