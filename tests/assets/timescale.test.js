import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf } from "../../geo/assets/days.js";
import { Player } from "../../geo/assets/player.js";
import { NEVER_ENDS } from "../../geo/assets/records.js";
import { bars, byDay, labelled, reach, Scale } from "../../geo/assets/timescale.js";

test("a day is as wide as any, from its beginning to the next one's", () => {
  const scale = new Scale(100, 109, 200);
  assert.deepEqual([scale.x(100), scale.x(101), scale.x(110)], [0, 20, 200]);
  assert.deepEqual([scale.day(0), scale.day(19.9), scale.day(20)], [100, 100, 101]);
  assert.deepEqual([scale.day(-50), scale.day(500)], [100, 109]);
});

test("bars are days where a day has room, else weeks from Monday, cut to the scale", () => {
  const monday = dayOf("2021-11-08");
  assert.equal(new Scale(monday, monday + 9, 50).step, 1);
  const weeks = new Scale(monday + 2, monday + 9, 39);
  assert.equal(weeks.step, 7);
  assert.deepEqual(weeks.bar(monday + 4), { from: monday + 2, to: monday + 6 });
  assert.deepEqual(weeks.bar(monday + 8), { from: monday + 7, to: monday + 9 });
});

test("a row counts in the bar of its first day, and not beyond the scale", () => {
  const scale = new Scale(100, 109, 200);
  const start = Int32Array.of(103, 100, 103, 99, 110, 109, 107);
  const days = byDay(start, Uint32Array.of(0, 1, 2, 3, 4, 5));
  assert.deepEqual([...days.keys()], [99, 100, 103, 109, 110]);
  assert.deepEqual(bars(scale, days), [
    { from: 100, to: 100, count: 1 },
    { from: 103, to: 103, count: 2 },
    { from: 109, to: 109, count: 1 },
  ]);
});

test("the reach of rows is from the first start to the last end, an open end aside", () => {
  const columns = { start: [5, 3, 8], end: [6, 20, NEVER_ENDS] };
  assert.deepEqual(reach(columns, [0, 1, 2]), { first: 3, last: 20 });
  assert.deepEqual(reach(columns, [0, 2]), { first: 5, last: 8 });
  assert.deepEqual(reach(columns), reach(columns, [0, 1, 2]));
});

test("playback goes from the first frame to the last and stops there", () => {
  const player = new Player();
  player.begin(10, 12);
  const frames = [];
  while (player.move(1)) frames.push(player.frame);
  assert.deepEqual(frames, [
    { from: 10, to: 10 },
    { from: 11, to: 11 },
    { from: 12, to: 12 },
  ]);
  assert.equal(player.move(-1), true);
  assert.deepEqual(player.frame, { from: 11, to: 11 });
});

test("a long range goes by weeks unless a reader says otherwise; the last is cut to the range", () => {
  const player = new Player();
  player.begin(0, 61);
  assert.equal(player.stepDays, 1);
  player.begin(0, 62);
  assert.equal(player.stepDays, 7);
  player.seek(62);
  assert.deepEqual(player.frame, { from: 56, to: 62 });
  player.step = 30;
  player.begin(0, 70);
  player.seek(65);
  assert.deepEqual(player.frame, { from: 60, to: 70 });
});

test("a step back from nowhere is the last frame, and frames may add up", () => {
  const player = new Player();
  player.step = 7;
  player.begin(0, 16);
  player.move(-1);
  assert.deepEqual(player.frame, { from: 14, to: 16 });
  player.cumulative = true;
  assert.deepEqual(player.frame, { from: 0, to: 16 });
});

test("seeking stays in the range", () => {
  const player = new Player();
  player.begin(10, 20);
  player.seek(5);
  assert.equal(player.day, 10);
  player.seek(99);
  assert.equal(player.day, 20);
});

test("names of months never touch, and those with a year come first", () => {
  const months = ["May 2021", "Jun", "Jul", "Aug", "Jan 2022", "Feb"].map((name, place) => ({ name, x: 30 * place }));
  const names = labelled(months, 400).map(({ name }) => name);
  assert.deepEqual(names, ["May 2021", "Jan 2022", "Jul", "Aug"]);
});

test("a name that would leave the scale is left out", () => {
  assert.deepEqual(labelled([{ name: "Dec", x: 90 }], 100), []);
});
