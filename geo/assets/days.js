/** Calendar days as whole numbers, and how they are written. */

const DAY_MS = 86400000;
const MONDAY = 4; // day 0 was a Thursday
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const ISO = /^\d{4}-\d{2}-\d{2}$/;

export const isoOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** How a day may be written besides ISO 8601, the day before the month: in numbers, and with the month's name. */
const NUMBERS = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/;
const NAMED = /^(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})$/i;

/** The day that a reader writes in one of the ways of the page's own fields, or null. */
export function dayIn(text) {
  const plain = text.trim().replace(/\s+/g, " ");
  const [, day, month, year] = NUMBERS.exec(plain) ?? NAMED.exec(plain) ?? [];
  if (!year) return dayOf(plain);
  const name = month[0].toUpperCase() + month.slice(1).toLowerCase();
  const number = MONTHS.includes(name) ? MONTHS.indexOf(name) + 1 : Number(month);
  return dayOf([year, String(number).padStart(2, "0"), day.padStart(2, "0")].join("-"));
}

/** The day that a text in ISO 8601 names, or null. */
export function dayOf(text) {
  const day = ISO.test(text) ? Date.parse(text) / DAY_MS : Number.NaN;
  return Number.isInteger(day) && isoOf(day) === text ? day : null;
}

function partsOf(day) {
  const date = new Date(day * DAY_MS);
  return [date.getUTCDate(), MONTHS[date.getUTCMonth()], date.getUTCFullYear()];
}

/** Write a range, both ends inclusive: as short as it can be. */
export function inWords(from, to) {
  const [day, month, year] = partsOf(from);
  const [lastDay, lastMonth, lastYear] = partsOf(to);
  const end = `${lastDay} ${lastMonth} ${lastYear}`;
  if (from === to) return end;
  if (year !== lastYear) return `${day} ${month} ${year} – ${end}`;
  return month === lastMonth ? `${day}–${end}` : `${day} ${month} – ${end}`;
}

/** The Monday of a day's week. */
export const mondayOf = (day) => day - ((((day - MONDAY) % 7) + 7) % 7);

/** The first day of a day's month, or of a month before or after it. */
export function monthOf(day, shift = 0) {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + shift, 1) / DAY_MS;
}

/** Months of a range, cut to it: first and last day, and a name; the year with January and with the first. */
export function months(from, to) {
  const found = [];
  for (let start = monthOf(from); start <= to; start = monthOf(start, 1)) {
    const [, month, year] = partsOf(start);
    const name = found.length === 0 || month === MONTHS[0] ? `${month} ${year}` : month;
    found.push({ from: Math.max(start, from), to: Math.min(monthOf(start, 1) - 1, to), name });
  }
  return found;
}
