import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, fetchedMasks } from "../../geo/assets/clauses.js";
import { fetchFound, missing } from "../../geo/assets/found.js";

const clause = (name) => ["row", "found", [name]];

test("rows that a search found are fetched by its name, once, and then kept by their bits", async () => {
  const asked = [];
  const get = async (address) => {
    asked.push(address);
    return Uint8Array.of(0b101, 0b1).buffer;
  };
  const clauses = [["side", "in", [1]], clause("Zm9yZXN0")];
  assert.deepEqual(missing(clauses), ["Zm9yZXN0"]);
  await fetchFound("found.bin", missing(clauses), get);
  assert.deepEqual(missing(clauses), []);
  assert.deepEqual(asked, ["found.bin?q=Zm9yZXN0"]);
  const columns = { side: new Uint8Array(20).fill(1) };
  assert.deepEqual([...evaluate(columns, clauses, 20)], [0, 2, 8]);
});

test("the searches before the last eight are forgotten", async () => {
  const get = async () => new ArrayBuffer(1);
  const names = Array.from({ length: 9 }, (_, number) => `name${number}`);
  for (const name of names) await fetchFound("found.bin", [name], get);
  assert.deepEqual([...fetchedMasks.keys()], names.slice(1));
  assert.deepEqual(missing([clause("name0"), clause("name8")]), ["name0"]);
});

test("what was not delivered is asked for again", async () => {
  const lost = () => Promise.reject(new Error("no network"));
  await assert.rejects(fetchFound("found.bin", ["lost"], lost), /no network/);
  assert.deepEqual(missing([clause("lost")]), ["lost"]);
});
