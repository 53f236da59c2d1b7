// From the data to the page, and from the reader's hands back to the filters.

let documentNumbers = null;
let valueNames = null;

function setYears(years) {
  state.years = years && years.map((year) => Math.max(-MOST, Math.min(MOST, year)));
  state.days = state.years && [dayKey(state.years[0], 101), dayKey(state.years[1], 1231)];
  for (const id of ["from", "to"]) byId(id).removeAttribute("aria-invalid");
  byId("from").value = years ? state.years[0] : "";
  byId("to").value = years ? state.years[1] : "";
  update();
}

// The dates as they are typed: an empty field is an open end. The timeline shows
// the years that they lie in.
function typedDates() {
  const fields = ["from", "to"].map(byId), words = fields.map((field) => field.value.trim());
  const days = words.map((word) => (word === "" ? null : typedDays(word)));
  fields.forEach((field, at) => (words[at] !== "" && !days[at] ? field.setAttribute("aria-invalid", "true") : field.removeAttribute("aria-invalid")));
  const [first, last] = known ? known.whole : [0, 0];
  const from = days[0] ? days[0][0] : dayKey(-MOST, 101), to = days[1] ? days[1][1] : dayKey(MOST, 1231);
  const filters = (days[0] || days[1]) && from <= to;
  state.days = filters ? [from, to] : null;
  state.years = filters ? [days[0] ? Math.floor(from / 10000) : Math.min(first, Math.floor(to / 10000)), days[1] ? Math.floor(to / 10000) : Math.max(last, Math.floor(from / 10000))] : null;
  update();
}

// What is searched for: a phrase, or each of its words where whole documents are searched.
function typedQuery() {
  state.query = folded(byId("query").value.trim());
  state.whole = byId("whole").checked;
  state.words = state.whole ? [...new Set(state.query.split(" ").filter(Boolean))] : state.query ? [state.query] : [];
  update();
}

function setValue(value) {
  state.value = value;
  byId("value").value = value ? nameOf(value.type, value.key) : "";
  update();
}

let waiting = 0;

function update() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    drawCharts();
    listSentences();
  }, 60);
}

function options(select, names, chosen) {
  select.replaceChildren(make("option", { value: -1 }, say("any")), ...names.map((name, at) => make("option", { value: at, selected: at === chosen }, name)));
}

function list(id, names) {
  byId(id).replaceChildren(...names.slice(0, 2000).map((name) => make("option", { value: name })));
}

// All that stands in the page in one language or the other.
function write() {
  root.lang = language;
  root.dir = language === "ar" ? "rtl" : "ltr";
  for (const node of document.querySelectorAll("[data-string]")) node.textContent = say(node.dataset.string);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
  byId("language").textContent = say("other");
  byId("language").lang = language === "ar" ? "en" : "ar";
  byId("theme").textContent = say("themes")[root.dataset.theme || "auto"];
  byId("download").textContent = say("download", { count: corrections.size });
  const counts = [meta.counts.documents, meta.counts.dates, meta.counts.countries, meta.counts.organizations];
  byId("summary").replaceChildren(...counts.map((count, at) => make("li", { class: ["document", "date", "country", "organization"][at] }, make("strong", {}, numberText(count)), " ", make("span", {}, say("summary")[at]))));
  const sampled = meta.shown < meta.counts.documents;
  byId("notice").textContent = sampled ? say("sampled", { shown: meta.shown, documents: meta.counts.documents }) : "";
  byId("notice").hidden = !sampled;
  byId("codes").replaceChildren(...[...meta.countries, ...meta.organizations].slice(0, 2000).map((entry) => make("option", { value: entry.id }, language === "ar" ? entry.ar : entry.en)));
  options(byId("rule"), meta.rules, state.rule);
  options(byId("certainty"), meta.certainties.map(wordOf), state.certainty);
  valueNames = new Map();
  meta.countries.forEach((_, key) => valueNames.set(nameOf(1, key), { type: 1, key }));
  meta.organizations.forEach((_, key) => valueNames.has(nameOf(2, key)) || valueNames.set(nameOf(2, key), { type: 2, key }));
  list("values", [...valueNames.keys()]);
  byId("value").value = state.value ? nameOf(state.value.type, state.value.key) : "";
}

function themeTurn() {
  const order = ["auto", "light", "dark"];
  const next = order[(order.indexOf(root.dataset.theme || "auto") + 1) % order.length];
  if (next === "auto") delete root.dataset.theme;
  else root.dataset.theme = next;
  byId("theme").textContent = say("themes")[next];
}

function clearFilters() {
  Object.assign(state, { types: [true, true, true], rule: -1, certainty: -1, value: null, doc: -1, years: null, days: null, query: "", words: [], whole: false });
  byId("whole").checked = false;
  for (const id of ["from", "to"]) byId(id).removeAttribute("aria-invalid");
  for (const box of document.getElementsByName("type")) box.checked = true;
  for (const id of ["query", "value", "document", "from", "to"]) byId(id).value = "";
  for (const id of ["rule", "certainty"]) byId(id).value = -1;
  update();
}

function wire() {
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  for (const box of document.getElementsByName("type")) {
    box.addEventListener("change", () => { state.types[Number(box.value)] = box.checked; update(); });
  }
  byId("rule").addEventListener("change", (event) => { state.rule = Number(event.target.value); update(); });
  byId("certainty").addEventListener("change", (event) => { state.certainty = Number(event.target.value); update(); });
  byId("query").addEventListener("input", typedQuery);
  byId("whole").addEventListener("change", typedQuery);
  byId("value").addEventListener("input", (event) => {
    const found = valueNames.get(event.target.value) || null;
    if (found || event.target.value === "") { state.value = found; update(); }
  });
  byId("document").addEventListener("input", (event) => {
    const number = documentNumbers.get(event.target.value);
    if (number === undefined && event.target.value !== "") return;
    state.doc = number === undefined ? -1 : number;
    update();
    if (number !== undefined) openDocument(number);
  });
  for (const id of ["from", "to"]) byId(id).addEventListener("input", typedDates);
  byId("clear").addEventListener("click", clearFilters);
  byId("more").addEventListener("click", moreResults);
  byId("language").addEventListener("click", () => { language = language === "ar" ? "en" : "ar"; hideCard(); write(); update(); if (opened >= 0 && !byId("reader").hidden) openDocument(opened); });
  byId("theme").addEventListener("click", themeTurn);
  byId("print").addEventListener("click", () => print());
  byId("download").addEventListener("click", downloadCorrections);
  byId("reader-close").addEventListener("click", closeReader);
  byId("reader-before").addEventListener("click", () => openDocument(opened - 1));
  byId("reader-after").addEventListener("click", () => openDocument(opened + 1));
  byId("reader-text").addEventListener("pointerup", () => setTimeout(offerMissing, 0));
  byId("reader-text").addEventListener("keyup", (event) => event.shiftKey && offerMissing());
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !byId("card").hidden) hideCard(); });
  document.addEventListener("pointermove", () => { still = false; });
  // What sticks below the filters must know how tall they are.
  new ResizeObserver(() => root.style.setProperty("--filters", `${byId("filter-box").offsetHeight}px`)).observe(byId("filter-box"));
  let narrow = byId("timeline").clientWidth < 600;
  new ResizeObserver(() => {
    if (narrow === byId("timeline").clientWidth < 600) return;
    narrow = !narrow;
    update();
  }).observe(byId("timeline"));
  byId("card").addEventListener("pointerenter", () => clearTimeout(leaving));
  byId("card").addEventListener("pointerleave", () => leaveCard());
  document.addEventListener("click", (event) => { if (!byId("card").hidden && !pinned && !byId("card").contains(event.target)) hideCard(); });
  window.addEventListener("beforeunload", (event) => { if (corrections.size > 0) event.preventDefault(); });
}

async function start() {
  meta.countries.forEach((entry, at) => { entry.at = at; });
  meta.organizations.forEach((entry, at) => { entry.at = at; });
  index = await unpack(byId("index").textContent);
  documentNumbers = new Map(index.names.map((name, number) => [name, number]));
  list("documents", index.names);
  byId("filter-box").open = !matchMedia("(max-width: 46rem)").matches;
  write();
  wire();
  drawCharts();
  await listSentences();
  if (meta.shown === 1) await openDocument(0);
  root.dataset.ready = "true";
}

start();
