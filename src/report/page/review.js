// A reader's corrections: what is wrong, missing or mis-valued. They are kept
// in the page until they are downloaded, for `nasaq adopt`.

const corrections = new Map();
const LABELS = ["date", "country", "organization"];

function verdictOf(doc, id) {
  return corrections.get(`${doc} ${id}`);
}

// What the reader misses in a document, as marks beside those of the rules.
function missingOf(doc) {
  const own = [...corrections].filter(([key, one]) => one.verdict === "missing" && key.startsWith(`${doc} `));
  return own.map(([key, { mention, sentence }]) => {
    const id = key.slice(`${doc} `.length), [from, to] = id.slice(1).split("-").map(Number);
    return { type: LABELS.indexOf(mention.type), id, from, to, sentence, value: mention.value, missing: true };
  });
}

// A mention as `nasaq adopt` wants it: places count characters of the sentence.
function told(mention, found, sentence) {
  const value = mention.type === 0 ? mention.value : mention.keys.map((key) => (mention.type === 1 ? meta.countries : meta.organizations)[key].id).join(";");
  return { type: LABELS[mention.type], text: found.text.slice(mention.from, mention.to), start: mention.start - sentence.start, end: mention.end - sentence.start, value };
}

function sentenceAt(found, number) {
  const [from, to] = found.sentences[number];
  return { text: found.text.slice(from, to), start: [...found.text.slice(0, from)].length };
}

// Sentences that go along with one that is judged: what a date or an acronym
// means may stand before it.
const BEFORE = 5;

function passage(found, number) {
  const sentences = [];
  for (let at = Math.max(0, number - BEFORE); at <= number; at++) {
    const [from] = found.sentences[at];
    // Only the judged one ends where it ends: the blanks behind the others belong to them.
    const to = at === number ? found.sentences[at][1] : found.sentences[at + 1][0];
    const sentence = sentenceAt(found, at);
    const mentions = found.mentions.map(mentionOf).filter((mention) => mention.sentence === at);
    sentences.push({ text: found.text.slice(from, to), found: mentions.map((mention) => told(mention, found, sentence)) });
  }
  return sentences;
}

function correct(context, key, correction, number) {
  const { found } = context;
  corrections.set(`${context.doc} ${key}`, { document: found.id, reference_date: found.date || null, sentence: number, sentences: passage(found, number), ...correction });
  afterReview();
}

function afterReview() {
  const button = byId("download");
  button.textContent = say("download", { count: corrections.size });
  button.disabled = corrections.size === 0;
  hideCard();
  still = true;
  showResults();
  if (opened >= 0 && !byId("reader").hidden) openDocument(opened);
}

function reviewButtons(mention, context) {
  const sentence = () => sentenceAt(context.found, mention.sentence);
  const key = `${context.doc} ${mention.id}`;
  if (corrections.has(key)) {
    return make("div", { class: "buttons" }, make("button", { type: "button", onclick: () => { corrections.delete(key); afterReview(); } }, say("undo")));
  }
  const wrong = () => correct(context, mention.id, { verdict: "wrong", mention: told(mention, context.found, sentence()) }, mention.sentence);
  const revalue = (event) => {
    const form = valueForm(LABELS[mention.type], (value, note) => correct(context, mention.id, { verdict: "value", mention: told(mention, context.found, sentence()), value, note }, mention.sentence));
    event.currentTarget.parentElement.replaceWith(form);
    form.querySelector("input").focus();
  };
  return make("div", { class: "buttons" }, make("button", { type: "button", onclick: wrong }, say("wrong")), make("button", { type: "button", onclick: revalue }, say("revalue")));
}

function valueForm(type, save, choice) {
  const value = make("input", { dir: "ltr", required: type !== "", list: type === "date" ? null : "codes", placeholder: type ? say("note_value")[type] : null });
  const note = make("input", { dir: "auto" });
  const fields = [make("label", {}, say("right"), value), make("label", {}, say("note"), note)];
  return make("form", { onsubmit: (event) => { event.preventDefault(); save(value.value.trim(), note.value.trim()); } },
    ...(choice ? [choice] : []), ...fields, make("div", { class: "buttons" }, make("button", { type: "submit" }, say("save"))));
}

// Words selected in the reader may be a missing mention.
function selectedWords() {
  const selection = document.getSelection();
  const article = byId("reader-text");
  if (opened < 0 || !selection || selection.isCollapsed || !article.contains(selection.anchorNode) || !article.contains(selection.focusNode)) return null;
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.setStart(article, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const from = before.toString().length, text = range.toString();
  const lead = text.length - text.trimStart().length;
  return text.trim() === "" ? null : { from: from + lead, to: from + lead + text.trim().length };
}

async function offerMissing() {
  const words = selectedWords();
  if (!words) return;
  const number = opened, found = await documentAt(number), context = { doc: number, found };
  const at = found.sentences.findIndex(([from, to]) => words.from >= from && words.to <= to);
  if (at < 0) return;
  const text = found.text.slice(words.from, words.to), sentence = sentenceAt(found, at);
  const start = [...found.text.slice(0, words.from)].length - sentence.start;
  const type = make("select", {}, ...LABELS.map((label, at) => make("option", { value: label }, say("type")[at])));
  const form = valueForm("", (value, note) => correct(context, `+${words.from}-${words.to}`, { verdict: "missing", mention: { type: type.value, text, start, end: start + [...text].length, value }, value, note }, at), make("label", {}, say("fields.type"), type));
  const card = byId("card");
  pinned = true;
  origin = byId("reader-text");
  card.replaceChildren(make("h3", { id: "card-title" }, say("missing")), make("p", { class: "arabic", dir: "rtl", lang: "ar" }, make("bdi", {}, text)), form, make("div", { class: "buttons" }, make("button", { type: "button", onclick: hideCard }, say("close"))));
  card.hidden = false;
  card.style.cssText = "";
}

function downloadCorrections() {
  const body = { nasaq_corrections: 1, version: meta.version, rule_pack: meta.pack, corrections: [...corrections.values()] };
  const address = URL.createObjectURL(new Blob([JSON.stringify(body, null, 2) + "\n"], { type: "application/json" }));
  make("a", { href: address, download: "corrections.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
