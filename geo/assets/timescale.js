/** The scale of the time strip: which days it reaches over, and how many records begin when. */

import { mondayOf } from "./days.js";
import { NEVER_ENDS } from "./records.js";

const DAY_BAR_PX = 5;
const CHAR_PX = 6;
const LABEL_GAP_PX = 8;

export class Scale {
  /**
   * @param {number} first first day
   * @param {number} last last day, inclusive
   * @param {number} width in pixels
   */
  constructor(first, last, width) {
    Object.assign(this, { first, last, width });
    this.dayWidth = width / (last - first + 1);
  }

  /** Where a day begins; it ends where the next begins. */
  x(day) {
    return (day - this.first) * this.dayWidth;
  }

  /** The day at a place; places outside give the first or the last. */
  day(x) {
    return this.clamp(this.first + Math.floor(x / this.dayWidth));
  }

  clamp(day) {
    return Math.min(this.last, Math.max(this.first, day));
  }

  /** Days of one bar: as few as can be told apart. */
  get step() {
    return this.dayWidth >= DAY_BAR_PX ? 1 : 7;
  }

  /** The bar that a day belongs to, cut to the scale: its first and last day. */
  bar(day) {
    const from = this.step === 1 ? day : mondayOf(day);
    return { from: Math.max(from, this.first), to: Math.min(from + this.step - 1, this.last) };
  }
}

/** First and last day of some rows, of all if none are told; an open end counts as the day of its start. */
export function reach({ start, end }, rows) {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < (rows ?? start).length; at += 1) {
    const row = rows ? rows[at] : at;
    first = Math.min(first, start[row]);
    last = Math.max(last, end[row] === NEVER_ENDS ? start[row] : end[row]);
  }
  return { first, last };
}

/**
 * Count the rows that begin on each day.
 * @param {ArrayLike<number>} start first days of all rows
 * @param {ArrayLike<number>} rows
 * @returns {Map<number, number>} counts by day, in the days' order
 */
export function byDay(start, rows) {
  const counts = new Map();
  for (let at = 0; at < rows.length; ) {
    const day = start[rows[at]];
    let count = 0; // rows are in the order of their days, so that those of one day lie together
    for (; at < rows.length && start[rows[at]] === day; at += 1) count += 1;
    counts.set(day, (counts.get(day) ?? 0) + count);
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

/**
 * Gather the days on which rows begin into the bars of a scale.
 * @param {Scale} scale
 * @param {Map<number, number>} days counts by day, in the days' order
 * @returns {{from: number, to: number, count: number}[]} bars that are not empty, in order
 */
export function bars(scale, days) {
  const found = [];
  for (const [day, count] of days) {
    if (day < scale.first || day > scale.last) continue;
    const { from, to } = scale.bar(day);
    const bar = found.at(-1);
    if (bar?.from === from) bar.count += count;
    else found.push({ from, to, count });
  }
  return found;
}

/**
 * Months whose names have room: those with a year first, then the others between them, in order.
 * @param {{x: number, name: string}[]} found months with where they begin
 * @param {number} width of the scale
 */
export function labelled(found, width) {
  const end = ({ x, name }) => x + name.length * CHAR_PX + LABEL_GAP_PX;
  const kept = [];
  for (const wanted of [found.filter(({ name }) => name.includes(" ")), found]) {
    for (const month of wanted) {
      const free = kept.every((other) => end(month) <= other.x || month.x >= end(other));
      if (free && end(month) <= width + LABEL_GAP_PX) kept.push(month);
    }
  }
  return kept;
}
