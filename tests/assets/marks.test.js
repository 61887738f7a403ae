import assert from "node:assert/strict";
import test from "node:test";
import { leading } from "../../server/page/marks.js";

const HERE = "https://example.org/along?from=2021-11-08&km=340-380&id=OLD-1";

test("a mark changes what it says of the address, and nothing else", () => {
  const to = new URL(leading("id=NEW-2", HERE));
  assert.equal(to.pathname, "/along");
  assert.deepEqual(
    [...to.searchParams],
    [
      ["from", "2021-11-08"],
      ["km", "340-380"],
      ["id", "NEW-2"],
    ],
  );
});

test("the bar of a family is one choice", () => {
  assert.equal(new URL(leading("bar=2021-11-08,death", HERE)).searchParams.get("bar"), "2021-11-08,death");
});

test("a mark cannot lead elsewhere or change what it may not", () => {
  const to = new URL(leading("https://other.example/?q=x&embed=true&q=word", HERE));
  assert.equal(to.origin, "https://example.org");
  assert.equal(to.searchParams.get("q"), null);
  assert.equal(to.searchParams.get("embed"), null);
});
