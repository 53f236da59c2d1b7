// Which mentions are meant: the filters, and the counts that follow from them.

const state = {
  types: [true, true, true], rule: -1, certainty: -1, value: null, doc: -1, years: null, days: null, query: "", words: [], whole: false,
};
let index = null;

// The rows of the index (a mention has one for each country of a group) that
// pass every filter but the one left out.
function matching(without) {
  const rows = [];
  const { type, rule, certainty, key, lo, hi, doc, first, last } = index;
  for (let at = 0; at < type.length; at++) {
    if (!state.types[type[at]]) continue;
    if (state.rule >= 0 && rule[at] !== state.rule) continue;
    if (state.certainty >= 0 && certainty[at] !== state.certainty) continue;
    if (state.doc >= 0 && doc[at] !== state.doc) continue;
    if (without !== "value" && state.value && (type[at] !== state.value.type || key[at] !== state.value.key)) continue;
    if (without !== "years" && state.days && (lo[at] === null || dayKey(hi[at], last[at]) < state.days[0] || dayKey(lo[at], first[at]) > state.days[1])) continue;
    rows.push(at);
  }
  return rows;
}

function counted(rows, type) {
  const counts = new Map();
  for (const at of rows) {
    if (index.type[at] === type) counts.set(index.key[at], (counts.get(index.key[at]) || 0) + 1);
  }
  return [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
}

// Sentences as one number, so that they can be counted and compared.
const SENTENCES = 1 << 22;
const sentenceOf = (at) => index.doc[at] * SENTENCES + index.sentence[at];

// A day as a number that grows with time: its year, and its month and day as 1231.
const dayKey = (year, monthDay) => year * 10000 + monthDay;

// The first and the last day of what is typed, `1948`, `1948-05` or `1948-05-14`
// (a year before ours with its minus, the digits of either script); null for other words.
function typedDays(words) {
  const digits = words.replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x660).replace(/[‐‑‒–−]/g, "-");
  const found = /^([+-]?\d{1,6})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?$/.exec(digits);
  if (!found) return null;
  const year = Math.max(-MOST, Math.min(MOST, Number(found[1]))), [month, day] = [found[2], found[3]].map((part) => (part === undefined ? null : Number(part)));
  if ((month !== null && (month < 1 || month > 12)) || (day !== null && (day < 1 || day > 31))) return null;
  return [dayKey(year, (month || 1) * 100 + (day || 1)), dayKey(year, (month || 12) * 100 + (day || 31))];
}

// Years beyond these are no years of any date.
const MOST = 1e6;

function folded(text) {
  return text.normalize("NFKC").replace(/\s/g, " ").replace(/[\u0640\u064B-\u065F\u0670]/g, "").replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").toLowerCase();
}
