// Which mentions are meant: the filters, and the counts that follow from them.

const state = {
  types: [true, true, true], rule: -1, certainty: -1, value: null, doc: -1, years: null, query: "",
};
let index = null;

// The rows of the index (a mention has one for each country of a group) that
// pass every filter but the one left out.
function matching(without) {
  const rows = [];
  const { type, rule, certainty, key, lo, hi, doc } = index;
  for (let at = 0; at < type.length; at++) {
    if (!state.types[type[at]]) continue;
    if (state.rule >= 0 && rule[at] !== state.rule) continue;
    if (state.certainty >= 0 && certainty[at] !== state.certainty) continue;
    if (state.doc >= 0 && doc[at] !== state.doc) continue;
    if (without !== "value" && state.value && (type[at] !== state.value.type || key[at] !== state.value.key)) continue;
    if (without !== "years" && state.years && (lo[at] === null || hi[at] < state.years[0] || lo[at] > state.years[1])) continue;
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

function folded(text) {
  return text.normalize("NFKC").replace(/[\u0640\u064B-\u065F\u0670]/g, "").replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").toLowerCase();
}
