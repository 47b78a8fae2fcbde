// Colours: Okabe and Ito's palette for kinds, which colour-blind readers can tell apart; viridis for numbers and dates.
const PALETTE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442"];
const OTHER = "#8d8d8d";
const isDark = () => getComputedStyle(document.documentElement).colorScheme === "dark";
const nothing = () => (isDark() ? "#565a61" : "#c4bfb6");  // of what is not known: fainter than all others
const VIRIDIS = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];
const STEPS = 5;

// The ends of the scale that would vanish on the paper are left out.
const viridis = (share) => {
  const dark = isDark(), seen = Math.min(Math.max(share, 0), 1) * (dark ? 0.76 : 0.86) + (dark ? 0.24 : 0);
  const place = seen * (VIRIDIS.length - 1), low = Math.min(Math.floor(place), VIRIDIS.length - 2);
  return `rgb(${VIRIDIS[low].map((part, index) => Math.round(part + (VIRIDIS[low + 1][index] - part) * (place - low))).join()})`;
};

const byMost = (value) => {
  const counts = new Map();
  for (let node = 0; node < graph.articles; node++) counts.set(value(node), (counts.get(value(node)) ?? 0) + 1);
  const order = [...counts.keys()].filter((key) => key >= 0).sort((one, other) => counts.get(other) - counts.get(one) || one - other);
  return { order, counts };
};

const categories = (value, none, others) => {
  const { order, counts } = byMost(value);
  const best = order.slice(0, PALETTE.length), rank = new Map(best.map((key, place) => [key, place]));
  const entries = best.map((key, place) => ({ key: place, name: graph.label[key], color: PALETTE[place] }));
  if (order.length > best.length) entries.push({ key: 90, name: `${plural(order.length - best.length, "other " + others[0], "other " + others[1])}`, color: OTHER });
  if (counts.get(-1)) entries.push({ key: 91, name: none, color: nothing() });
  return { entries, key: (node) => (value(node) < 0 ? 91 : rank.get(value(node)) ?? 90) };
};

// Numbers in steps that hold about as many articles each.
const numbers = (value, shownAs) => {
  const values = [];
  for (let node = 0; node < graph.articles; node++) if (!Number.isNaN(value(node))) values.push(value(node));
  values.sort((one, other) => one - other);
  const bounds = [...new Set(Array.from({ length: STEPS }, (_, step) => values[Math.floor((step * values.length) / STEPS)]))];
  const step = (node) => (Number.isNaN(value(node)) ? 91 : bounds.findLastIndex((bound) => bound <= value(node)));
  const steps = new Set();
  for (let node = 0; node < graph.articles; node++) steps.add(step(node));
  const entries = [...steps].sort((one, other) => one - other).map((key) => ({
    key, color: key === 91 ? nothing() : viridis(key / Math.max(bounds.length - 1, 1)),
    name: key === 91 ? "No date" : shownAs(bounds[key], key + 1 < bounds.length ? bounds[key + 1] : null),
  }));
  return { entries, key: step };
};

const spanOfDates = (from, to) => {
  const one = dateOf(from), other = dateOf(to ?? lastTime);
  return one === other ? one : `${one.slice(-4) === other.slice(-4) ? one.slice(0, -5) : one} – ${other}`;
};
const spanOfNumbers = (from, to) => (to === null ? `${from} or more` : to - 1 === from ? String(from) : `${from} – ${to - 1}`);

const colorings = {
  source: { name: "Publisher", make: () => categories((node) => graph.source[node], "No publisher known", ["publisher", "publishers"]) },
  story: { name: "Story", make: () => categories((node) => graph.story[node], "In no story", ["story", "stories"]) },
  theme: { name: "Theme", make: () => categories((node) => graph.themes[node][0] ?? -1, "No theme", ["theme", "themes"]) },
  topic: { name: "Topic", make: () => categories((node) => graph.topics[node][0] ?? -1, "No topic", ["topic", "topics"]) },
  date: { name: "Date", make: () => numbers((node) => graph.date[node], spanOfDates) },
  listed: { name: "Times listed", make: () => numbers((node) => graph.listed[node], spanOfNumbers) },
  own: { name: "File of its own or not", make: () => ({
    entries: [
      { key: 1, name: "Has a file of its own", color: PALETTE[0] },
      { key: 0, name: "Known only from lists or links", color: PALETTE[4] },
    ].filter(({ key }) => graph.own.slice(0, graph.articles).includes(key)),
    key: (node) => graph.own[node],
  }) },
};
for (const kind of ["source", "story", "theme", "topic"]) if (!graph.kind.includes(kind)) delete colorings[kind];

const KIND_COLORS = { source: "#d55e00", topic: "#009e73", theme: "#e69f00", story: "#f0e442", entity: "#cc79a7" };
const coloring = { of: null, entries: [], key: () => 0, colors: [] };
const colorKey = (node) => coloring.key(node);
const colorOf = (node) => coloring.colors[node];
const recolor = (anew = false) => {
  if (coloring.of === state.color && !anew) return;
  const { entries, key } = (colorings[state.color] ?? colorings.own).make();
  const table = new Map(entries.map((entry) => [entry.key, entry.color]));
  const colors = graph.kind.map((kind, node) => (kind === "article" ? table.get(key(node)) : KIND_COLORS[kind]));
  Object.assign(coloring, { of: state.color, entries, key, colors });
};

const radii = new Float32Array(graph.count);
const resize = () => {
  const measure = (measures[state.size] ?? measures.same).of;
  let most = 1;
  for (let node = 0; node < graph.articles; node++) most = Math.max(most, measure(node));
  for (let node = 0; node < graph.count; node++) {
    radii[node] = isArticle(node) ? 13 + 15 * Math.sqrt(measure(node) / most) : 12 + 16 * Math.min(1, Math.sqrt((graph.members.get(node)?.length ?? 0) / 200));
  }
};
const paper = {};
const readPaper = () => {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "ink", "quiet", "line", "accent", "bubble", "edge", "region"]) paper[name] = style.getPropertyValue(`--${name}`).trim();
};
