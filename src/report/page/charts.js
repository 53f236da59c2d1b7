// Timeline, bars, heat map, co-occurrence. Every mark is a button: it filters
// what stands below.

const WIDTH = 960;
const TOP = 12;

function caption(id, ...buttons) {
  return make("figcaption", {}, make("span", {}, say(id)), make("span", { class: "buttons" }, ...buttons));
}

function fill(id, ...children) {
  byId(id).replaceChildren(...children);
}

function nothing(id) {
  fill(id, caption(id), make("p", {}, say("empty")));
}

// What a step of a bin may be, in years.
const STEPS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000];

function timelineChart(rows) {
  const dated = rows.filter((at) => index.type[at] === 0 && index.lo[at] !== null);
  const undated = rows.filter((at) => index.type[at] === 0 && index.lo[at] === null).length;
  if (dated.length === 0 && !state.years) return nothing("timeline");
  const [first, last] = state.years || meta.range;
  const step = STEPS.find((step) => (last - first + 1) / step <= 80) || STEPS[STEPS.length - 1];
  const start = Math.floor(first / step) * step;
  const bins = new Array(Math.floor((last - start) / step) + 1).fill(0);
  for (const at of dated) {
    // A stretch counts once, in the middle of what it covers.
    const middle = Math.floor((index.lo[at] + index.hi[at]) / 2);
    const bin = Math.floor((middle - start) / step);
    if (bin >= 0 && bin < bins.length) bins[bin]++;
  }
  const most = Math.max(1, ...bins);
  const height = 200, floor = height - 24, wide = WIDTH / bins.length;
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "group", "aria-label": say("timeline"), direction: "ltr" });
  bins.forEach((count, bin) => {
    if (count === 0) return;
    const from = start + bin * step, to = from + step - 1;
    const tall = Math.max(2, (count / most) * (floor - 10));
    const name = step === 1 ? yearText(from) : `${yearText(from)} – ${yearText(to)}`;
    svg.append(draw("rect", {
      class: "bar", x: bin * wide + 0.5, y: floor - tall, width: Math.max(1, wide - 1), height: tall, tabindex: 0, role: "button",
      "aria-label": say("bar", { name, count }), onclick: () => setYears([from, to]), onkeydown: onEnter(() => setYears([from, to])),
    }, draw("title", {}, document.createTextNode(say("bar", { name, count })))));
  });
  svg.append(draw("line", { class: "axis", x1: 0, x2: WIDTH, y1: floor, y2: floor }));
  const every = Math.max(1, Math.ceil(bins.length / 10));
  for (let bin = 0; bin < bins.length; bin += every) {
    svg.append(draw("text", { x: bin * wide, y: height - 6 }, document.createTextNode(yearText(start + bin * step))));
  }
  brush(svg, (x) => Math.floor(start + (x / wide) * step));
  const shift = (by) => setYears([first + by, last + by]);
  const span = last - first + 1, quarter = Math.max(1, Math.round(span / 4));
  const buttons = [
    ["earlier", () => shift(-quarter)], ["later", () => shift(quarter)],
    ["closer", () => setYears([first + Math.floor(span / 4), Math.max(first + Math.floor(span / 4), last - Math.floor(span / 4))])],
    ["wider", () => setYears([first - Math.ceil(span / 2), last + Math.ceil(span / 2)])], ["all", () => setYears(null)],
  ].map(([key, act]) => make("button", { type: "button", onclick: act, disabled: key === "all" && !state.years }, say(key)));
  const note = undated > 0 ? make("p", {}, say("undated", { count: undated })) : null;
  fill("timeline", caption("timeline", ...buttons), svg, ...(note ? [note] : []));
}

// Dragging over the timeline, or turning the wheel on it, zooms.
function brush(svg, yearAt) {
  let from = null;
  const mark = draw("rect", { class: "brush", y: 0, height: 176, width: 0 });
  svg.append(mark);
  const place = (event) => {
    const box = svg.getBoundingClientRect();
    return Math.min(WIDTH, Math.max(0, ((event.clientX - box.left) / box.width) * WIDTH));
  };
  svg.addEventListener("pointerdown", (event) => { from = place(event); });
  svg.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = place(event);
    mark.setAttribute("x", Math.min(from, to));
    mark.setAttribute("width", Math.abs(to - from));
  });
  svg.addEventListener("pointerup", (event) => {
    const to = place(event), began = from;
    from = null;
    if (began !== null && Math.abs(to - began) > 8) setYears([yearAt(Math.min(began, to)), yearAt(Math.max(began, to))]);
  });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const [first, last] = state.years || meta.range, at = yearAt(place(event));
    const factor = event.deltaY < 0 ? 0.5 : 2;
    setYears([Math.floor(at - (at - first) * factor), Math.ceil(at + (last - at) * factor)]);
  }, { passive: false });
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
  const sorted = years.sort((one, other) => one - other);
  // The ends hold few dates of many: a fortieth on each side may fall outside.
  const low = sorted[Math.floor(sorted.length / 40)], high = sorted[Math.ceil(sorted.length * 39 / 40) - 1];
  const step = STEPS.find((step) => step >= 10 && (high - low) / step <= 14) || 1000;
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
  grid("heat", top.map(([key]) => nameOf(1, key)), columns.map(yearText), (row, column) => counts[row][column], (row, column) => {
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
  const organizations = counted(rows.filter((at) => seen.has(sentenceOf(at))), 2).slice(0, TOP);
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
