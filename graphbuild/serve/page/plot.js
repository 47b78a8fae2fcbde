// A plot of an answer as SVG: bars of names, or a line over days or numbers.
const SVG = "http://www.w3.org/2000/svg";
const MOST = 30;

function shape(name, attributes, content = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (content !== "") made.textContent = content;
  return made;
}

const isNumber = (term) => term !== undefined && term.value.trim() !== "" && Number.isFinite(Number(term.value)) && term.type !== "uri";
const isDay = (term) => term !== undefined && /^\d{4}-\d{2}-\d{2}/.test(term.value);

/** The columns that can be across and up. */
function columns({ names, rows }) {
  const some = rows.slice(0, 200);
  const all = (name, test) => some.some((row) => row[name]) && some.every((row) => !row[name] || test(row[name]));
  const numbers = names.filter((name) => all(name, isNumber));
  const days = names.filter((name) => all(name, isDay));
  return { numbers, days, names };
}

/** Selects for both axes, filled with what suits; calls `draw` at once and on each change. */
export function plotChoices(parent, answer, said, draw) {
  const { numbers, days, names } = columns(answer);
  const [kind, first, ...rest] = (said ?? "").split(" ");
  const wanted = names.includes(first) ? [first, rest.at(-1)] : [];
  const across = wanted[0] ?? days[0] ?? names.find((name) => !numbers.includes(name)) ?? names[0];
  const up = numbers.includes(wanted[1]) ? wanted[1] : (numbers.find((name) => name !== across) ?? numbers[0]);
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
  const y = pick("Number", numbers, up);
  const go = () => draw({ x: x.value, y: y.value, line: days.includes(x.value) || (numbers.includes(x.value) && kind !== "bars") });
  x.onchange = y.onchange = go;
  go();
}

export function drawPlot(parent, { rows }, choice, text) {
  parent.replaceChildren();
  if (!choice) return;
  const points = rows.filter((row) => row[choice.x] && isNumber(row[choice.y]));
  parent.append(choice.line ? line(points, choice) : bars(points, choice, text));
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
    const label = shape("text", { x: left - 6, y: place * high + 15, "text-anchor": "end" }, name.length > 50 ? `${name.slice(0, 49)}…` : name);
    label.append(shape("title", {}, name));
    const long = (Math.max(value, 0) / most) * wide;
    svg.append(label, shape("rect", { x: left, y: place * high + 3, width: long, height: high - 6, class: "bar" }));
    svg.append(shape("text", { x: left + long + 5, y: place * high + 15 }, value.toLocaleString()));
  });
  const note = sorted.length > MOST ? `${y}: the first ${MOST} of ${sorted.length.toLocaleString()}` : y;
  svg.append(shape("text", { x: left, y: shown.length * high + 20 }, note));
  return svg;
}

function line(rows, { x, y }) {
  const key = (row) => (isDay(row[x]) ? Date.parse(row[x].value) : Number(row[x].value));
  const points = rows.map((row) => [key(row), Number(row[y].value), row[x].value]).filter(([a, b]) => Number.isFinite(a + b));
  points.sort((a, b) => a[0] - b[0]);
  const [wide, high, left, low] = [900, 360, 60, 40];
  const svg = shape("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img" });
  if (!points.length) return svg;
  const [start, end] = [points[0][0], points.at(-1)[0]];
  const values = points.map((one) => one[1]);
  const [least, most] = [Math.min(0, ...values), Math.max(...values, 1)];
  const across = (value) => left + ((value - start) / (end - start || 1)) * (wide - left - 20);
  const up = (value) => high - low - ((value - least) / (most - least || 1)) * (high - low - 20);
  for (let step = 0; step <= 4; step++) {
    const value = least + ((most - least) * step) / 4;
    svg.append(shape("line", { x1: left, x2: wide - 20, y1: up(value), y2: up(value), class: "grid" }));
    svg.append(shape("text", { x: left - 6, y: up(value) + 4, "text-anchor": "end" }, Number(value.toPrecision(3)).toLocaleString()));
  }
  svg.append(shape("polyline", { points: points.map(([a, b]) => `${across(a)},${up(b)}`).join(" "), class: "trend" }));
  for (const [a, b, name] of points) {
    const dot = shape("circle", { cx: across(a), cy: up(b), r: 3.5, class: "bar" });
    dot.append(shape("title", {}, `${name}: ${b.toLocaleString()}`));
    svg.append(dot);
  }
  const tick = (at, anchor) => svg.append(shape("text", { x: across(at[0]), y: high - 18, "text-anchor": anchor }, String(at[2]).slice(0, 10)));
  tick(points[0], "start");
  if (points.length > 1) tick(points.at(-1), "end");
  svg.append(shape("text", { x: left, y: 12 }, y));
  return svg;
}
