"use strict";
// When relations hold: the rule of kg/queries/holding.rq and kg/model/validity.py. All three keep to the cases of
// tests/fixtures/validity.json. Dates are compared as strings, padded to the first and the last day that they cover; a
// month is padded to day 31, whatever its length.

const FIRST_DAY = "0000-01-01";
const LAST_DAY = "9999-12-31";
const CERTAINLY = "certainly",
  POSSIBLY = "possibly",
  NOT = "not",
  UNDATED = "undated";

const firstDay = date => date + "-01-01".slice(date.length - 4);
const lastDay = date => date + "-12-31".slice(date.length - 4);

function daysIn(year, month) {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

// Says whether a text is a year, a month or a day that exists.
function isDate(text) {
  const found = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text);
  if (!found || found[1] === "0000") return false;
  const [year, month, day] = found.slice(1).map(part => (part === undefined ? 1 : Number(part)));
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

// Returns the days from the first of one partial date to the last of another; an empty one bounds nothing.
function spanOf(since, until) {
  let last = until ? lastDay(until) : LAST_DAY;
  if (until.length === 10 && Number(until.slice(8)) === daysIn(Number(until.slice(0, 4)), Number(until.slice(5, 7))))
    last = `${until.slice(0, 7)}-31`;
  return { first: since ? firstDay(since) : FIRST_DAY, last };
}

// Returns whether what has this time holds in these days, and whether only claims date it. A time is on, from, until, not
// before, not after, the dates for which it is attested, and the first and the last day on which it can hold; what is not
// known is empty.
function verdict([on, from, until, after, before, attested, earliest, latest], span) {
  if ((earliest && span.last < earliest) || (latest && latest < span.first)) return { holds: NOT, attested: true };
  const known = attested.map(date => [firstDay(date), lastDay(date), false, false]);
  if (on) known.push([firstDay(on), lastDay(on), true, true]);
  if (from) known.push([firstDay(from), lastDay(from), true, false]);
  if (until) known.push([firstDay(until), lastDay(until), false, true]);
  if (after || before)
    known.push([after ? firstDay(after) : FIRST_DAY, before ? lastDay(before) : LAST_DAY, true, true]);
  if (!known.length) return { holds: UNDATED, attested: true };
  const first = known.reduce((least, [, latest]) => (latest < least ? latest : least), "~");
  const still = known.reduce((most, [earliest]) => (earliest > most ? earliest : most), "");
  const covers = known.some(([earliest, latest]) => span.first <= earliest && latest <= span.last);
  const misses = known.some(
    ([earliest, latest, begins, ends]) => (begins && span.last < earliest) || (ends && latest < span.first),
  );
  const sure = covers || (first <= still && span.first <= still && first <= span.last);
  return {
    holds: sure ? CERTAINLY : misses ? NOT : POSSIBLY,
    attested: !known.some(([, , begins, ends]) => begins || ends),
  };
}

// Returns whether what has a moment holds in these days: by its own time, else by that of its event and what is attested.
function holds([own, datings], span, times) {
  const found = own < 0 ? null : verdict(times[own], span);
  if (found && (found.holds === CERTAINLY || !found.attested)) return found.holds;
  const rivals = new Set(datings.map(dating => verdict(times[dating], span).holds));
  if (rivals.size) return rivals.size === 1 ? [...rivals][0] : POSSIBLY;
  return found ? found.holds : UNDATED;
}
