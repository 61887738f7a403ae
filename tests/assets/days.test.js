import assert from "node:assert/strict";
import { test } from "node:test";
import { dayIn, dayOf, inWords, isoOf, mondayOf, monthOf, months } from "../../geo/assets/days.js";

const on = (text) => dayOf(text);

test("a day is a whole number and comes back as the same text", () => {
  assert.equal(on("1970-01-01"), 0);
  assert.equal(on("2021-11-08"), 18939);
  assert.equal(isoOf(18939), "2021-11-08");
});

test("what names no day is none", () => {
  for (const text of ["", "2021-11", "2021-02-30", "2021-13-01", "8 Nov 2021", "2021-11-08T00:00"]) {
    assert.equal(on(text), null, text);
  }
});

test("a range is written as short as it can be", () => {
  assert.equal(inWords(on("2021-11-08"), on("2021-11-08")), "8 Nov 2021");
  assert.equal(inWords(on("2021-11-08"), on("2021-11-12")), "8–12 Nov 2021");
  assert.equal(inWords(on("2021-10-30"), on("2021-11-02")), "30 Oct – 2 Nov 2021");
  assert.equal(inWords(on("2021-12-31"), on("2022-01-01")), "31 Dec 2021 – 1 Jan 2022");
});

test("a week begins on Monday, before 1970 too", () => {
  assert.equal(isoOf(mondayOf(on("2021-11-14"))), "2021-11-08");
  assert.equal(isoOf(mondayOf(on("2021-11-08"))), "2021-11-08");
  assert.equal(isoOf(mondayOf(on("1969-12-28"))), "1969-12-22");
});

test("months are cut to the range, and the year stands with the first and with January", () => {
  assert.equal(isoOf(monthOf(on("2021-12-31"), 1)), "2022-01-01");
  const found = months(on("2021-11-15"), on("2022-01-10"));
  assert.deepEqual(
    found.map(({ from, to, name }) => [isoOf(from), isoOf(to), name]),
    [
      ["2021-11-15", "2021-11-30", "Nov 2021"],
      ["2021-12-01", "2021-12-31", "Dec"],
      ["2022-01-01", "2022-01-10", "Jan 2022"],
    ],
  );
});

test("a typed day is read as the page's own fields read it", () => {
  for (const text of ["2021-11-08", " 8 Nov 2021 ", "08 november 2021", "8.11.2021", "08/11/2021"]) {
    assert.equal(isoOf(dayIn(text)), "2021-11-08", text);
  }
  for (const text of ["", "yesterday", "31.2.2021", "8 Foo 2021", "11/13/2021", "2021-11"]) {
    assert.equal(dayIn(text), null, text);
  }
});
