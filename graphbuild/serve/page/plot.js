// A plot of an answer as SVG: bars of names, a line over days or numbers, or points of names over them.
const SVG = "http://www.w3.org/2000/svg";
const MOST = 30;
const MOST_NAMES = 100; // on the side of points

function shape(name, attributes, content = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (content !== "") made.textContent = content;
  return made;
}

const isNumber = (term) => term !== undefined && term.value.trim() !== "" && Number.isFinite(Number(term.value)) && term.type !== "uri";
const cut = (name, most) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);
const isDay = (term) => term !== undefined && /^\d{4}-\d{2}-\d{2}/.test(term.value);

/** The columns that can be across and up. */
function columns({ names, rows }) {
  const some = rows.slice(0, 200);
  const all = (name, test) => some.some((row) => row[name]) && some.every((row) => !row[name] || test(row[name]));
  const numbers = names.filter((name) => all(name, isNumber));
  const days = names.filter((name) => all(name, isDay));
  return { numbers, days, names };
}

export const canBePlotted = (answer) => columns(answer).numbers.length > 0;

/** Selects for both axes, filled with what suits; calls `draw` at once and on each change. */
export function plotChoices(parent, answer, said, draw) {
  const { numbers, days, names } = columns(answer);
  const [kind, first, ...rest] = (said ?? "").split(" ");
  const wanted = names.includes(first) ? [first, rest.at(-1)] : [];
  const across = wanted[0] ?? days[0] ?? names.find((name) => !numbers.includes(name)) ?? names[0];
  // Only the points of a named question stand on names.
  const sides = kind === "points" && names.includes(wanted[1]) && !numbers.includes(wanted[1]) ? [wanted[1], ...numbers] : numbers;
  const up = sides.includes(wanted[1]) ? wanted[1] : (numbers.find((name) => name !== across) ?? numbers[0]);
  parent.replaceChildren();
  if (!up) {
    parent.textContent = "No column holds numbers: there is nothing to plot.";
    draw(null);
    return;
  }
  const pick = (label, options, value) => {
    const select = document.createElement("select");
    for (const name of options) select.append(new Option(name, name, false, name === value));
    const whole = document.createElement("label");
    whole.append(`${label} `, select);
    parent.append(whole, " ");
    return select;
  };
  const x = pick("Across", names, across);
  const y = pick(sides === numbers ? "Number" : "Up", sides, up);
  const go = () => {
    const over = days.includes(x.value) || (numbers.includes(x.value) && kind !== "bars");
    draw({ x: x.value, y: y.value, form: !numbers.includes(y.value) ? "points" : over ? "line" : "bars" });
  };
  x.onchange = y.onchange = go;
  go();
}

export function drawPlot(parent, { rows }, choice, text) {
  parent.replaceChildren();
  if (!choice) return;
  const given = rows.filter((row) => row[choice.x] && row[choice.y] && (choice.form === "points" || isNumber(row[choice.y])));
  parent.append({ line, bars, points }[choice.form](given, choice, text));
}

function bars(rows, { x, y }, text) {
  const sorted = [...rows].sort((a, b) => Number(b[y].value) - Number(a[y].value));
  const shown = sorted.slice(0, MOST);
  const [left, wide, high] = [330, 560, 20];
  const most = Math.max(...shown.map((row) => Number(row[y].value)), 0) || 1;
  const svg = shape("svg", { viewBox: `0 0 ${left + wide + 70} ${shown.length * high + 30}`, role: "img" });
  shown.forEach((row, place) => {
    const name = text(row[x]);
    const value = Number(row[y].value);
    const label = shape("text", { x: left - 6, y: place * high + 15, "text-anchor": "end" }, cut(name, 45));
    label.append(shape("title", {}, name));
    const long = (Math.max(value, 0) / most) * wide;
    svg.append(label, shape("rect", { x: left, y: place * high + 3, width: long, height: high - 6, class: "bar" }));
    svg.append(shape("text", { x: left + long + 5, y: place * high + 15 }, value.toLocaleString()));
  });
  const note = sorted.length > MOST ? `${y}: the first ${MOST} of ${sorted.length.toLocaleString()}` : y;
  svg.append(shape("text", { x: left, y: shown.length * high + 20 }, note));
  return svg;
}

const placed = (term) => (isDay(term) ? Date.parse(term.value) : Number(term.value));

/** A row of points for each name, in the order of their first. */
function points(rows, { x, y }, text) {
  const lanes = new Map();
  for (const row of rows.filter((one) => Number.isFinite(placed(one[x])))) {
    const name = text(row[y]);
    lanes.set(name, [...(lanes.get(name) ?? []), { at: placed(row[x]), said: text(row[x]) }]);
  }
  for (const lane of lanes.values()) lane.sort((a, b) => a.at - b.at);
  const sorted = [...lanes].sort(([, a], [, b]) => a[0].at - b[0].at);
  const shown = sorted.slice(0, MOST_NAMES);
  const [left, wide, high] = [330, 560, 20];
  const low = shown.length * high + 8;
  const svg = shape("svg", { viewBox: `0 0 ${left + wide + 20} ${low + 50}`, role: "img" });
  const all = shown.flatMap(([, lane]) => lane).sort((a, b) => a.at - b.at);
  if (!all.length) return svg;
  const [start, end] = [all[0], all.at(-1)];
  const across = (at) => left + ((at - start.at) / (end.at - start.at || 1)) * wide;
  shown.forEach(([name, lane], place) => {
    const up = place * high + 14;
    const label = shape("text", { x: left - 10, y: up + 4, "text-anchor": "end" }, cut(name, 45));
    label.append(shape("title", {}, name));
    svg.append(label, shape("line", { x1: left, x2: left + wide, y1: up, y2: up, class: "grid" }));
    for (const { at, said } of lane) {
      const dot = shape("circle", { cx: across(at), cy: up, r: 4, class: "bar" });
      dot.append(shape("title", {}, `${name}: ${said}`));
      svg.append(dot);
    }
  });
  svg.append(shape("text", { x: left, y: low + 14 }, start.said.slice(0, 10)));
  if (end.at > start.at) svg.append(shape("text", { x: left + wide, y: low + 14, "text-anchor": "end" }, end.said.slice(0, 10)));
  const note = sorted.length > MOST_NAMES ? `${x}: the first ${MOST_NAMES} of ${sorted.length.toLocaleString()}` : x;
  svg.append(shape("text", { x: left, y: low + 34 }, note));
  return svg;
}

/** A round step of which about four make a span; of what is counted, a whole one. */
function nice(span, whole) {
  const size = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 5, 10].find((times) => times * size >= span / 4) * size;
  return whole ? Math.max(1, Math.round(step)) : step;
}

/** The first days of months or years from a time to another, no more than so many, with their names. */
function begins(start, end, most) {
  const months = (end - start) / 86400e3 / 30.4;
  const each = [1, 2, 3, 6, 12, 24, 60, 120].find((many) => months / many <= most) ?? 1200;
  const found = [];
  for (let year = new Date(start).getUTCFullYear(), month = 0; ; month += each) {
    const at = Date.UTC(year, month, 1);
    if (at > end) return found;
    if (at >= start) found.push([at, new Date(at).toISOString().slice(0, each < 12 ? 7 : 4)]);
  }
}

function line(rows, { x, y }) {
  const points = rows.map((row) => [placed(row[x]), Number(row[y].value), row[x].value]).filter(([a, b]) => Number.isFinite(a + b));
  points.sort((a, b) => a[0] - b[0]);
  const [wide, high, left, low] = [900, 360, 60, 40];
  const svg = shape("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img" });
  if (!points.length) return svg;
  const [start, end] = [points[0][0], points.at(-1)[0]];
  const values = points.map((one) => one[1]);
  const step = nice(Math.max(...values, 1) - Math.min(0, ...values), values.every(Number.isInteger));
  const [least, most] = [Math.floor(Math.min(0, ...values) / step) * step, Math.ceil(Math.max(...values, 1) / step) * step];
  const across = (value) => left + ((value - start) / (end - start || 1)) * (wide - left - 20);
  const up = (value) => high - low - ((value - least) / (most - least || 1)) * (high - low - 20);
  for (let value = least; value <= most + step / 2; value += step) {
    svg.append(shape("line", { x1: left, x2: wide - 20, y1: up(value), y2: up(value), class: "grid" }));
    svg.append(shape("text", { x: left - 6, y: up(value) + 4, "text-anchor": "end" }, Number(value.toPrecision(3)).toLocaleString()));
  }
  // Each day or week stands for itself: a line would draw what lies between two of them, be it nothing at all. And where
  // a number stands twice the rows are of several things, and a line would join what has nothing in common.
  const days = rows.every((row) => isDay(row[x])), isOne = new Set(points.map(([a]) => a)).size === points.length;
  if (days) for (const [a, b] of points) svg.append(shape("line", { x1: across(a), x2: across(a), y1: up(0), y2: up(b), class: "trend" }));
  else if (isOne) svg.append(shape("polyline", { points: points.map(([a, b]) => `${across(a)},${up(b)}`).join(" "), class: "trend" }));
  for (const [a, b, name] of points) {
    const dot = shape("circle", { cx: across(a), cy: up(b), r: 3.5, class: "bar" });
    dot.append(shape("title", {}, `${name}: ${b.toLocaleString()}`));
    svg.append(dot);
  }
  const tick = (at, name, anchor) => svg.append(shape("text", { x: across(at), y: high - 18, "text-anchor": anchor }, name));
  const months = days ? begins(start, end, (wide - left) / 70) : [];
  for (const [at, name] of months) {
    svg.append(shape("line", { x1: across(at), x2: across(at), y1: high - low, y2: high - low + 5, class: "grid" }));
    tick(at, name, "middle");
  }
  if (months.length < 2) {
    tick(start, String(points[0][2]).slice(0, 10), "start");
    if (points.length > 1) tick(end, String(points.at(-1)[2]).slice(0, 10), "end");
  }
  svg.append(shape("text", { x: left, y: 12 }, y));
  return svg;
}
