// Sentences and documents with their mentions marked.

const TYPES = ["date", "country", "organization"];
const PAGE = 25;
// Letters of a sentence that is cut short in the list.
const LONG = 600;
let results = [];
let shown = 0;
let round = 0;

// The stretch of a text from `from` to `to` (UTF-16) with marks for mentions,
// one within the other where they are; `hit` marks what was searched for.
function weave(text, from, to, mentions, context) {
  const fragment = document.createDocumentFragment();
  let at = from;
  for (let next = 0; next < mentions.length; next++) {
    const mention = mentions[next];
    if (mention.from < at || mention.to > to) continue;
    fragment.append(plain(text.slice(at, mention.from)));
    const inner = mentions.slice(next + 1).filter((other) => other.from >= mention.from && other.to <= mention.to);
    fragment.append(markOf(mention, weave(text, mention.from, mention.to, inner, context), context));
    at = mention.to;
  }
  fragment.append(plain(text.slice(at, to)));
  return fragment;
}

function plain(text) {
  const fragment = document.createDocumentFragment();
  let at = 0;
  if (state.words.length > 0) {
    const places = state.words.flatMap((word) => placesOf(text, word)).sort((one, other) => one[0] - other[0] || other[1] - one[1]);
    for (const [from, to] of places) {
      if (from < at) continue;
      fragment.append(text.slice(at, from), make("span", { class: "found" }, text.slice(from, to)));
      at = to;
    }
  }
  fragment.append(text.slice(at));
  return fragment;
}

// Where a folded query stands in a text, as places in the text itself.
function placesOf(text, query) {
  let whole = "";
  const from = [];
  for (let at = 0; at < text.length; ) {
    const letter = String.fromCodePoint(text.codePointAt(at));
    const part = folded(letter);
    for (let i = 0; i < part.length; i++) from.push(at);
    whole += part;
    at += letter.length;
  }
  from.push(text.length);
  const places = [];
  for (let at = whole.indexOf(query); at >= 0; at = whole.indexOf(query, at + query.length)) places.push([from[at], from[at + query.length]]);
  return places;
}

// The mentions of a document with those that the reader misses, outer ones first.
function mentionsOf(number, found) {
  return [...found.mentions.map(mentionOf), ...missingOf(number)].sort((one, other) => one.from - other.from || other.to - one.to);
}

function markOf(mention, children, context) {
  const verdict = verdictOf(context.doc, mention.id);
  const classes = ["m", TYPES[mention.type], state.types[mention.type] ? "" : "off", verdict ? { wrong: "wrong", value: "revalued", missing: "missing" }[verdict.verdict] : ""];
  const open = (event, pinned) => {
    event.stopPropagation();
    // Whoever selects words does not press the mention they stand in.
    if (event.type === "click" && selectedWords()) return;
    showCard(mention, context, event.currentTarget, pinned);
  };
  return make("mark", {
    class: classes.filter(Boolean).join(" "), tabindex: 0, role: "button", "aria-label": `${context.found.text.slice(mention.from, mention.to)} — ${say("type")[mention.type]}`, "aria-haspopup": "dialog", "data-mention": mention.id,
    onclick: (event) => open(event, true), onpointerenter: (event) => event.pointerType === "mouse" && event.buttons === 0 && !still && open(event, false), onpointerleave: () => leaveCard(),
    onkeydown: (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        open(event, true);
      }
    },
  }, children);
}

function tellMatched(text) {
  byId("matched").textContent = text;
  byId("matched-short").textContent = `· ${text}`;
}

// The sentences that the filters leave, in order.
async function listSentences() {
  const turn = ++round;
  const rows = matching();
  tellMatched(say("matched", { count: new Set(rows.map((at) => index.doc[at] * SENTENCES + index.mention[at])).size }));
  const sentences = [...new Set(rows.map(sentenceOf))];
  results = sentences;
  if (state.query) {
    results = [];
    const narrowed = state.value || state.days || state.rule >= 0 || state.certainty >= 0 || state.types.includes(false);
    const allowed = narrowed ? new Set(sentences) : null;
    for (let number = 0; number < meta.shown; number++) {
      if (state.doc >= 0 && number !== state.doc) continue;
      const found = await documentAt(number);
      if (turn !== round) return;
      // Of a document with all the words, the sentences that the other filters
      // leave are listed; where there are no others, those with one of the words.
      if (state.whole && !holdsAll(folded(found.text), state.words)) continue;
      found.sentences.forEach(([from, to], sentence) => {
        const id = number * SENTENCES + sentence;
        if (allowed && !allowed.has(id)) return;
        if (state.whole && allowed) return results.push(id);
        const words = folded(found.text.slice(from, to));
        if (state.words.some((word) => words.includes(word))) results.push(id);
      });
      if (number % 100 === 99) tellMatched(say("searching", { count: results.length }));
    }
    tellMatched(`${say("results")}: ${numberText(results.length)}`);
  }
  showResults();
}

const holdsAll = (text, words) => words.every((word) => text.includes(word));

function showTogether(one, other) {
  const rows = matching("value");
  const first = new Set(rows.filter(one).map(sentenceOf));
  round++;
  results = [...new Set(rows.filter(other).map(sentenceOf))].filter((sentence) => first.has(sentence));
  tellMatched(`${say("results")}: ${numberText(results.length)}`);
  showResults();
  byId("results").scrollIntoView();
  byId("results").focus({ preventScroll: true });
}

function showResults() {
  shown = 0;
  byId("sentences").replaceChildren();
  if (results.length === 0) byId("sentences").append(make("li", {}, say("none")));
  byId("more").hidden = true;
  return moreResults();
}

async function moreResults() {
  const turn = round;
  const part = results.slice(shown, shown + PAGE);
  shown += part.length;
  const items = [];
  for (const id of part) {
    items.push(await sentenceItem(Math.floor(id / SENTENCES), id % SENTENCES));
    if (turn !== round) return;
  }
  byId("sentences").append(...items);
  byId("more").hidden = shown >= results.length;
}

async function sentenceItem(number, sentence) {
  const found = await documentAt(number);
  const context = { doc: number, found };
  const [from, to] = found.sentences[sentence];
  const mentions = mentionsOf(number, found).filter((mention) => mention.sentence === sentence);
  const open = make("button", { type: "button", onclick: () => openDocument(number, sentence) }, say("open"));
  const words = make("p", { class: "arabic", dir: "rtl", lang: "ar" }, weave(found.text, from, to, mentions, context));
  const item = make("li", {}, make("div", { class: "where" }, make("bdi", { title: found.id }, found.id), open), words);
  if (to - from > LONG) {
    words.classList.add("long");
    const whole = make("button", { type: "button", class: "whole", onclick: () => { words.classList.remove("long"); whole.remove(); } }, say("whole"));
    item.append(whole);
  }
  return item;
}

let opened = -1;

function closeReader() {
  byId("reader").hidden = true;
  opened = -1;
  hideCard();
  byId("results").focus({ preventScroll: true });
}

async function openDocument(number, sentence) {
  if (!(number >= 0 && number < meta.shown)) return;
  const found = await documentAt(number);
  const context = { doc: number, found };
  opened = number;
  byId("reader-title").textContent = found.id;
  byId("reader-facts").textContent = `${say("facts", { source: found.source, chars: found.chars, date: found.date || say("nodate") })} — ${say("hint")}`;
  const mentions = mentionsOf(number, found);
  const article = byId("reader-text");
  article.replaceChildren();
  let at = 0;
  let target = null;
  found.sentences.forEach(([from, to], number) => {
    article.append(found.text.slice(at, from));
    const part = make("span", { "data-from": from }, weave(found.text, from, to, mentions.filter((mention) => mention.sentence === number), context));
    if (number === sentence) target = part;
    article.append(part);
    at = to;
  });
  article.append(found.text.slice(at));
  byId("reader-before").disabled = number === 0;
  byId("reader-after").disabled = number === meta.shown - 1;
  byId("reader").hidden = false;
  if (target) {
    target.classList.add("here");
    target.scrollIntoView({ block: "center" });
  } else if (sentence !== undefined) {
    byId("reader").scrollIntoView();
  }
  article.focus({ preventScroll: true });
}

// What is made of signs and not of words: its minus stands in front in any language.
const SIGNS = ["value", "code", "earliest", "latest", "calendar", "rule", "place", "id"];

let pinned = false;
let origin = null;
// Whether the page has moved below a pointer that has not.
let still = false;

function showCard(mention, context, from, pin) {
  if (pinned && !pin) return;
  clearTimeout(leaving);
  pinned = pin;
  origin = from;
  const text = context.found.text.slice(mention.from, mention.to);
  const fact = (name, value) => value === null || value === undefined || value === "" ? [] : [make("dt", {}, say(`fields.${name}`)), make("dd", {}, make("bdi", { dir: SIGNS.includes(name) ? "ltr" : null }, String(value)))];
  const lists = mention.type === 0 || mention.missing ? [] : mention.keys.map((key) => (mention.type === 1 ? meta.countries : meta.organizations)[key]);
  const facts = mention.missing ? make("dl", {}, ...fact("type", say("type")[mention.type]), ...fact("value", mention.value)) : make("dl", {},
    ...fact("type", say("type")[mention.type]), ...fact("kind", wordOf(mention.kind)),
    ...(mention.type === 0 ? fact("value", mention.value) : [...fact("name", lists.map((entry) => nameOf(mention.type, entry.at)).join(" · ")), ...fact("code", lists.map((entry) => entry.id).join(" · "))]),
    ...fact("category", mention.type === 2 ? lists[0].category : ""), ...fact("earliest", mention.earliest), ...fact("latest", mention.latest), ...fact("calendar", mention.calendar),
    ...fact("certainty", mention.type === 0 ? wordOf(meta.certainties[mention.certainty]) : ""), ...fact("basis", wordOf(mention.basis)), ...fact("within", mention.within ? say("yes") : ""),
    ...fact("rule", meta.rules[mention.rule]), ...fact("place", `${mention.start}–${mention.end}`), ...fact("id", mention.id));
  const card = byId("card");
  card.replaceChildren(make("h3", { id: "card-title", dir: "rtl", lang: "ar" }, make("bdi", {}, text)), facts, reviewButtons(mention, context), make("div", { class: "buttons" }, make("button", { type: "button", onclick: hideCard }, say("close"))));
  card.hidden = false;
  placeCard(from);
  if (pin) card.querySelector("button").focus({ preventScroll: true });
}

// Beside its mention, where there is room; on a narrow page it stands at the foot.
function placeCard(from) {
  const card = byId("card"), mark = from.getClientRects()[0];
  card.style.cssText = "";
  if (!mark || matchMedia("(max-width: 46rem)").matches) return;
  const box = card.getBoundingClientRect(), gap = 6;
  const below = mark.bottom + gap + box.height <= innerHeight;
  const top = below ? mark.bottom + gap : Math.max(gap, mark.top - gap - box.height);
  const left = Math.min(innerWidth - box.width - gap, Math.max(gap, mark.left + mark.width / 2 - box.width / 2));
  Object.assign(card.style, { top: `${top}px`, left: `${left}px`, bottom: "auto", right: "auto" });
}

// A card that was only hovered goes with the pointer, but not at once: the
// pointer may be on its way to it.
let leaving = 0;

function leaveCard() {
  clearTimeout(leaving);
  if (!pinned) leaving = setTimeout(() => pinned || hideCard(), 350);
}

function hideCard() {
  byId("card").hidden = true;
  if (pinned && origin && origin.isConnected) origin.focus({ preventScroll: true });
  pinned = false;
}
