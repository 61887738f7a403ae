import assert from "node:assert/strict";
import { test } from "node:test";
import { isPlain, withViewOf } from "../../server/page/follow.js";

const HERE = "https://a.example/?from=2021-11-08&lat=53.5&lon=23.6&z=11";

test("a link on the same page keeps where the map looks", () => {
  assert.equal(withViewOf("?side=PL,BY", HERE), "/?side=PL,BY&lat=53.5&lon=23.6&z=11");
  assert.equal(withViewOf("?", HERE), "/?lat=53.5&lon=23.6&z=11");
});

test("a link that says where the map looks is followed as it is, and so is one to another page", () => {
  assert.equal(withViewOf("?lat=52&lon=23&z=8", HERE), "/?lat=52&lon=23&z=8");
  assert.equal(withViewOf("./records?side=PL", HERE), "/records?side=PL");
});

test("what is embedded stays embedded", () => {
  const here = "https://a.example/?side=PL&embed=true&embed_options=dark_theme";
  assert.equal(withViewOf("?id=X-1", here), "/?id=X-1&embed=true&embed_options=dark_theme");
});

test("half a view is none", () => {
  assert.equal(withViewOf("?side=PL", "https://a.example/?lat=53.5&z=11"), "/?side=PL");
});

test("a click that asks for a new tab is left to the browser", () => {
  const plain = { button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };
  assert.equal(isPlain(plain), true);
  for (const other of [{ button: 1 }, { ctrlKey: true }, { metaKey: true }, { shiftKey: true }, { altKey: true }]) {
    assert.equal(isPlain({ ...plain, ...other }), false);
  }
});
