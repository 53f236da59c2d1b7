// The dates over time: the years in the middle of things, and below them the
// whole range, small. Time runs the way the page is read.

// Units of a chart are pixels, nearly: fewer on a narrow page, that words stay legible.
let WIDTH = 960;
const HEIGHT = 200;
const FLOOR = 172;
const STRIP = 44;

// What a step of a bin may be, in years.
const STEPS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000];

// Whether the whole range is shown large while no years are chosen.
let wholeShown = false;

// A stretch of time counts once, in the middle of what it covers.
const middleOf = (at) => Math.floor((index.lo[at] + index.hi[at]) / 2);

// The years of all dates, and the shortest stretch that holds most of them: one
// date in antiquity would press the rest into a corner.
function stretches() {
  const years = [];
  for (let at = 0; at < index.type.length; at++) if (index.type[at] === 0 && index.lo[at] !== null) years.push(middleOf(at));
  if (years.length === 0) return null;
  years.sort((one, other) => one - other);
  const whole = [years[0], years[years.length - 1]];
  const many = Math.max(1, Math.ceil(years.length * 0.85));
  let [from, to] = whole;
  for (let at = 0; at + many <= years.length; at++) {
    if (years[at + many - 1] - years[at] < to - from) [from, to] = [years[at], years[at + many - 1]];
  }
  // A focus that is not much shorter than the whole helps nobody.
  if ((to - from) * 2 > whole[1] - whole[0]) return { whole, focus: whole };
  const room = Math.max(2, Math.ceil((to - from) / 20));
  return { whole, focus: [Math.max(whole[0], from - room), Math.min(whole[1], to + room)] };
}

let known = null;

function yearsShown() {
  known = known || stretches();
  if (state.years) return state.years;
  return wholeShown ? known.whole : known.focus;
}

function binned(rows, [first, last], most) {
  const step = STEPS.find((step) => (last - first + 1) / step <= most) || Math.ceil((last - first + 1) / most);
  const start = Math.floor(first / step) * step;
  const bins = new Array(Math.floor((last - start) / step) + 1).fill(0);
  let outside = 0;
  for (const at of rows) {
    const bin = Math.floor((middleOf(at) - start) / step);
    if (bin >= 0 && bin < bins.length) bins[bin]++;
    else outside++;
  }
  return { step, start, bins, outside, wide: WIDTH / bins.length };
}

// From a place in time, as a part of the width, to one on the page, and back.
const mirrored = (x, wide = 0) => (language === "ar" ? WIDTH - x - wide : x);

function timelineChart(rows) {
  known = known || stretches();
  if (!known) return nothing("timeline");
  WIDTH = byId("timeline").clientWidth < 600 ? 400 : 960;
  const dates = rows.filter((at) => index.type[at] === 0);
  const dated = dates.filter((at) => index.lo[at] !== null);
  const shown = yearsShown();
  const chart = binned(dated, shown, WIDTH / 12);
  const undated = dates.length - dated.length;
  const notes = [say("timehelp")];
  if (chart.outside > 0) notes.push(say("outside", { count: chart.outside }));
  if (undated > 0) notes.push(say("undated", { count: undated }));
  const held = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.from : undefined;
  fill("timeline", caption("timeline", ...timeButtons(shown)), barsOf(chart), stripOf(dated, shown), make("p", { class: "help" }, notes.join(" ")));
  const again = held === undefined ? null : byId("timeline").querySelector(`rect[data-from="${Number(held)}"]`);
  if (again) again.focus({ preventScroll: true });
}

function timeButtons([first, last]) {
  const span = last - first + 1, quarter = Math.max(1, Math.round(span / 4));
  const shift = (by) => setYears([first + by, last + by]);
  const near = first + Math.floor(span / 4), far = Math.max(near, last - Math.floor(span / 4));
  const whole = () => {
    wholeShown = state.years ? true : !wholeShown;
    setYears(null);
  };
  return [
    ["earlier", () => shift(-quarter)], ["later", () => shift(quarter)], ["closer", () => setYears([near, far])],
    ["wider", () => setYears([first - Math.ceil(span / 2), last + Math.ceil(span / 2)])], ["all", whole],
  ].map(([key, act]) => make("button", { type: "button", onclick: act, "data-key": key, "aria-pressed": key === "all" ? String(!state.years && wholeShown) : null }, say(key)));
}

function barsOf(chart) {
  const { step, start, bins, wide } = chart;
  // Even, that the line in the middle stands for a whole number.
  const most = 2 * Math.ceil(Math.max(1, ...bins) / 2);
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": say("timeline"), class: "bars" });
  for (const part of [0.5, 1]) {
    const y = FLOOR - part * (FLOOR - 14);
    svg.append(draw("line", { class: "axis", x1: 0, x2: WIDTH, y1: y, y2: y }), label(language === "ar" ? WIDTH : 0, y - 3, String(most * part), language === "ar" ? "end" : "start"));
  }
  let first = true;
  bins.forEach((count, bin) => {
    if (count === 0) return;
    const from = start + bin * step, to = from + step - 1;
    const tall = Math.max(2, (count / most) * (FLOOR - 14));
    const name = say("bar", { name: step === 1 ? yearText(from) : `${yearText(from)} – ${yearText(to)}`, count });
    svg.append(draw("rect", {
      class: "bar", x: mirrored(bin * wide + 0.5, Math.max(1, wide - 1)), y: FLOOR - tall, width: Math.max(1, wide - 1), height: tall, rx: Math.min(2, wide / 4),
      tabindex: first ? 0 : -1, role: "button", "aria-label": name, "data-from": from, "data-to": to, onclick: () => setYears([from, to]), onkeydown: walk,
    }, draw("title", {}, document.createTextNode(name))));
    first = false;
  });
  svg.append(draw("line", { class: "axis", x1: 0, x2: WIDTH, y1: FLOOR, y2: FLOOR }));
  yearLabels(svg, chart, HEIGHT - 8);
  brush(svg, FLOOR, (x) => Math.floor(start + (x / wide) * step));
  return svg;
}

function label(x, y, text, anchor) {
  // The text of a chart is of numbers: it runs from left to right.
  return draw("text", { x, y, direction: "ltr", "text-anchor": anchor }, document.createTextNode(text));
}

// Round years: of those before the era, 500 BC is the year -499.
function yearLabels(svg, { start, step, bins, wide }, y) {
  const last = start + bins.length * step, most = WIDTH / 100;
  const every = STEPS.find((round) => (last - start) / round <= most) || 20000;
  for (let round = Math.ceil(start / every) * every; round < last; round += every) {
    const year = round > 0 ? round : round + 1, x = ((year - start) / step) * wide;
    if (x < 0 || x > WIDTH - 40) continue;
    svg.append(draw("line", { class: "axis", x1: mirrored(x), x2: mirrored(x), y1: y - 16, y2: y - 11 }), label(mirrored(x), y, yearText(year), language === "ar" ? "end" : "start"));
  }
}

// The whole range, its height the root of the count, so that a few dates show
// beside many; dragging over it chooses years, a click goes there.
function stripOf(dated, shown) {
  const chart = binned(dated, known.whole, WIDTH / 4), { step, start, bins, wide } = chart;
  const most = Math.max(1, ...bins), base = STRIP - 16;
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${STRIP}`, "aria-hidden": "true", class: "strip" });
  bins.forEach((count, bin) => {
    if (count === 0) return;
    const tall = Math.max(2, Math.sqrt(count / most) * (base - 2));
    svg.append(draw("rect", { class: "mass", x: mirrored(bin * wide, Math.max(1, wide)), y: base - tall, width: Math.max(1, wide), height: tall }));
  });
  const placeOf = (year) => Math.min(WIDTH, Math.max(0, ((year - start) / step) * wide));
  const from = placeOf(shown[0]), to = Math.max(from + 2, placeOf(shown[1] + 1));
  svg.append(draw("rect", { class: "window", x: mirrored(from, to - from), y: 0, width: to - from, height: base, rx: 3 }));
  yearLabels(svg, chart, STRIP - 3);
  const yearAt = (x) => Math.floor(start + (x / wide) * step);
  brush(svg, base, yearAt, (x) => {
    const half = Math.floor((shown[1] - shown[0]) / 2);
    setYears([yearAt(x) - half, yearAt(x) + half]);
  });
  return svg;
}

// Arrows walk from bar to bar, with Shift they choose a stretch.
let anchor = null;

function walk(event) {
  const bar = event.currentTarget, bars = [...bar.parentNode.querySelectorAll("rect.bar")];
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    const from = Number(bar.dataset.from), to = Number(bar.dataset.to), other = anchor || [from, to];
    anchor = null;
    setYears([Math.min(from, other[0]), Math.max(to, other[1])]);
    return;
  }
  const forward = language === "ar" ? "ArrowLeft" : "ArrowRight", back = language === "ar" ? "ArrowRight" : "ArrowLeft";
  const at = bars.indexOf(bar);
  const next = { [forward]: at + 1, [back]: at - 1, Home: 0, End: bars.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  if (!bars[next]) return;
  if (event.shiftKey) anchor = anchor || [Number(bar.dataset.from), Number(bar.dataset.to)];
  else anchor = null;
  bar.setAttribute("tabindex", -1);
  bars[next].setAttribute("tabindex", 0);
  bars[next].focus();
  const reach = anchor ? bars.indexOf(bars.find((one) => Number(one.dataset.from) === anchor[0])) : next;
  bars.forEach((one, place) => one.classList.toggle("chosen", anchor !== null && place >= Math.min(reach, next) && place <= Math.max(reach, next)));
}

// Dragging chooses years; with the Ctrl key, the wheel zooms.
function brush(svg, tall, yearAt, click) {
  let from = null;
  const mark = draw("rect", { class: "brush", y: 0, height: tall, width: 0 });
  svg.append(mark);
  const place = (event) => {
    const box = svg.getBoundingClientRect();
    return mirrored(Math.min(WIDTH, Math.max(0, ((event.clientX - box.left) / box.width) * WIDTH)));
  };
  svg.addEventListener("pointerdown", (event) => { from = place(event); });
  svg.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = place(event), wide = Math.abs(to - from);
    mark.setAttribute("x", mirrored(Math.min(from, to), wide));
    mark.setAttribute("width", wide);
  });
  svg.addEventListener("pointerleave", () => { from = null; mark.setAttribute("width", 0); });
  svg.addEventListener("pointerup", (event) => {
    const to = place(event), began = from;
    from = null;
    mark.setAttribute("width", 0);
    if (began === null) return;
    if (Math.abs(to - began) > 8) setYears([yearAt(Math.min(began, to)), yearAt(Math.max(began, to))]);
    else if (click) click(to);
  });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const [first, last] = yearsShown(), at = yearAt(place(event));
    const factor = event.deltaY < 0 ? 0.5 : 2;
    setYears([Math.floor(at - (at - first) * factor), Math.ceil(at + (last - at) * factor)]);
  }, { passive: false });
}
