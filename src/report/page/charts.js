// Bars, heat map, co-occurrence. Every mark is a button: it filters what stands
// below.

const TOP = 12;
// Names that stand side by side on a page of usual width.
const ACROSS = 10;

function caption(id, ...buttons) {
  return make("figcaption", {}, make("span", {}, say(id)), make("span", { class: "buttons" }, ...buttons));
}

function fill(id, ...children) {
  byId(id).replaceChildren(...children);
}

function nothing(id) {
  fill(id, caption(id), make("p", {}, say("empty")));
}

function barsChart(id, type, rows) {
  const counts = counted(rows, type).slice(0, TOP);
  if (counts.length === 0) return nothing(id);
  const most = counts[0][1];
  const list = counts.map(([key, count]) => {
    const name = nameOf(type, key), chosen = state.value && state.value.type === type && state.value.key === key;
    const track = draw("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, draw("rect", { class: "bar", width: Math.max(1, (count / most) * 100), height: 10 }));
    return make("li", {}, make("button", { type: "button", "aria-pressed": chosen ? "true" : "false", "aria-label": say("bar", { name, count }), onclick: () => setValue(chosen ? null : { type, key }) },
      make("span", { class: "name", title: name }, make("bdi", {}, name)), make("span", { class: "track" }, track), make("span", { class: "count" }, String(count))));
  });
  fill(id, caption(id), make("ul", { class: "rows" }, ...list));
}

function shade(count, most) {
  return count === 0 ? "h0" : `h${Math.min(4, Math.ceil((count / most) * 4))}`;
}

function grid(id, rowNames, columnNames, count, press) {
  const most = Math.max(1, ...rowNames.flatMap((_, row) => columnNames.map((_, column) => count(row, column))));
  const head = make("tr", {}, make("td", {}), ...columnNames.map((name) => make("th", { scope: "col", title: name }, make("bdi", {}, name))));
  const body = rowNames.map((name, row) => make("tr", {}, make("th", { scope: "row", title: name }, make("bdi", {}, name)), ...columnNames.map((column, at) => {
    const found = count(row, at);
    return make("td", {}, make("button", { type: "button", class: shade(found, most), disabled: found === 0, "aria-label": say("cell", { row: name, column, count: found }), onclick: () => press(row, at) }, found === 0 ? "·" : String(found)));
  })));
  fill(id, caption(id), make("div", { class: "scroll" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...body))));
}

// Countries against the periods that are told in the same sentence.
function heatChart(rows) {
  const periods = new Map();
  for (const at of rows) {
    if (index.type[at] !== 0 || index.lo[at] === null) continue;
    const sentence = sentenceOf(at);
    if (!periods.has(sentence)) periods.set(sentence, []);
    periods.get(sentence).push(Math.floor((index.lo[at] + index.hi[at]) / 2));
  }
  const years = [...periods.values()].flat();
  const top = counted(rows.filter((at) => periods.has(sentenceOf(at))), 1).slice(0, TOP);
  if (years.length === 0 || top.length === 0) return nothing("heat");
  // The periods are those of the timeline.
  const [low, high] = yearsShown();
  const step = STEPS.find((step) => (high - low) / step <= 14) || 20000;
  const start = Math.floor(low / step) * step;
  const columns = [];
  for (let from = start; from <= high; from += step) columns.push(from);
  const place = new Map(top.map(([key], row) => [key, row]));
  const counts = top.map(() => columns.map(() => 0));
  for (const at of rows) {
    const row = index.type[at] === 1 ? place.get(index.key[at]) : undefined;
    if (row === undefined) continue;
    for (const column of new Set((periods.get(sentenceOf(at)) || []).map((year) => Math.floor((year - start) / step)))) {
      if (column >= 0 && column < columns.length) counts[row][column]++;
    }
  }
  grid("heat", top.map(([key]) => nameOf(1, key)), columns.map((year) => yearText(year)), (row, column) => counts[row][column], (row, column) => {
    showTogether((at) => index.type[at] === 1 && index.key[at] === top[row][0],
      (at) => index.type[at] === 0 && index.lo[at] !== null && Math.floor((Math.floor((index.lo[at] + index.hi[at]) / 2) - start) / step) === column);
  });
}

function togetherChart(rows) {
  const bodies = new Map();
  for (const at of rows) {
    if (index.type[at] !== 2) continue;
    const sentence = sentenceOf(at);
    if (!bodies.has(sentence)) bodies.set(sentence, new Set());
    bodies.get(sentence).add(index.key[at]);
  }
  const near = rows.filter((at) => bodies.has(sentenceOf(at)));
  const countries = counted(near, 1).slice(0, TOP);
  const seen = new Set(rows.filter((at) => index.type[at] === 1).map(sentenceOf));
  const organizations = counted(rows.filter((at) => seen.has(sentenceOf(at))), 2).slice(0, ACROSS);
  if (countries.length === 0 || organizations.length === 0) return nothing("together");
  const sentences = new Map();
  for (const at of near) {
    if (index.type[at] !== 1) continue;
    for (const body of bodies.get(sentenceOf(at))) {
      const pair = `${index.key[at]} ${body}`;
      if (!sentences.has(pair)) sentences.set(pair, new Set());
      sentences.get(pair).add(sentenceOf(at));
    }
  }
  const found = (row, column) => (sentences.get(`${countries[row][0]} ${organizations[column][0]}`) || new Set()).size;
  grid("together", countries.map(([key]) => nameOf(1, key)), organizations.map(([key]) => nameOf(2, key)), found, (row, column) => {
    showTogether((at) => index.type[at] === 1 && index.key[at] === countries[row][0], (at) => index.type[at] === 2 && index.key[at] === organizations[column][0]);
  });
}

function drawCharts() {
  timelineChart(matching());
  const rows = matching();
  barsChart("bars-countries", 1, matching("value"));
  barsChart("bars-organizations", 2, matching("value"));
  const wide = matching("value");
  heatChart(state.value ? together(wide, rows) : rows);
  togetherChart(state.value ? together(wide, rows) : rows);
}

// Of `rows`, those that share a sentence with one of `chosen`.
function together(rows, chosen) {
  const sentences = new Set(chosen.map(sentenceOf));
  return rows.filter((at) => sentences.has(sentenceOf(at)));
}

function onEnter(act) {
  return (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act();
    }
  };
}
