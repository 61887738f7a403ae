import assert from "node:assert/strict";
import { test } from "node:test";
import { Told } from "../../geo/assets/told.js";

const [ONE, TWO, THREE] = [1, 2, 3].map((to) => ({ from: null, to }));
const telling = (...days) => {
  const told = new Told();
  for (const one of days) told.say(one);
  return told;
};

test("the page is waited for until it shows what it was told last", () => {
  const told = telling(ONE, TWO, THREE);
  assert.deepEqual(
    [ONE, TWO, THREE].map((days) => [told.hear(days), told.waits]),
    [
      [false, true],
      [false, true],
      [false, false],
    ],
  );
});

test("a page that answers the last alone has answered all", () => {
  const told = telling(ONE, TWO, THREE);
  told.hear({ ...THREE });
  assert.equal(told.waits, false);
});

test("days told twice are answered once", () => {
  const told = telling(ONE, TWO, ONE);
  told.hear(ONE);
  assert.equal(told.waits, false);
});

test("after days that nobody told, nothing is waited for", () => {
  const told = telling(ONE, TWO);
  told.hear(THREE);
  assert.equal(told.waits, false);
});

test("a frame of the playback is known again, when the page was elsewhere meanwhile too, until other days are told", () => {
  const told = telling(ONE);
  told.say(TWO, true);
  assert.equal(told.hear({ ...TWO }), true);
  assert.equal(told.hear(THREE), false);
  assert.equal(told.hear(TWO), true);
  told.say(TWO);
  assert.equal(told.hear(TWO), false);
});
