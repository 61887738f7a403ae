import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Page } from "../../geo/assets/page.js";
import { Page as Alone } from "../../geo/assets/snapshot/page.js";

const ASSETS = new URL("../../geo/assets/", import.meta.url);
const ASKED = ["map", "strip", "view"].flatMap((name) => {
  const source = readFileSync(new URL(`${name}.js`, ASSETS), "utf8");
  return [...source.matchAll(/\bpage\.([a-z]\w+)\b/gi)].map(([, part]) => part).filter((part) => part !== "js");
});

test("a file that stands by itself answers all that the map asks of its page", () => {
  globalThis.document = {};
  const alone = new Alone({ close: () => false });
  assert.ok(ASKED.includes("send"));
  for (const part of new Set(ASKED)) {
    assert.ok(part in Page.prototype, `page.js: ${part}`);
    assert.ok(part in alone || part in Alone.prototype, `snapshot/page.js: ${part}`);
  }
});
