// What the user has chosen, and what is shown because of it.
const MODES = ["map", "time", "publishers", "table"];
const state = {
  mode: "map", search: "", theme: -1, topic: -1, story: -1, source: -1, from: null, to: null,
  kinds: new Set(["article"]), hiddenRelations: new Set(), hiddenColors: new Set(),
  color: "source", size: "listed", chosen: null, pins: new Set(), moved: new Map(), focus: -1, depth: 1, look: "",
};
// `ofColor` and `ofKind` are what the legend counts: how many articles of a colour, and how many things of a kind, the
// filters leave, be they hidden or not.
const shown = { node: new Uint8Array(graph.count), match: null, articles: [], pairs: [], times: [], ofColor: new Map(), ofKind: new Map() };
const listeners = [];

// `what` says what changed: "filter", "choice", "look", "mode", "view".
const changed = (what) => { for (const listener of listeners) listener(what); };
const onChange = (listener) => listeners.push(listener);

const known = graph.date.filter((time) => !Number.isNaN(time));
const firstTime = known.reduce((low, time) => Math.min(low, time), Infinity);
const lastTime = known.reduce((high, time) => Math.max(high, time), -Infinity);

const haystack = (() => {
  let texts = null;
  return () => (texts ??= graph.label.map((label, node) =>
    folded(`${label} ${graph.source[node] >= 0 ? graph.label[graph.source[node]] : ""} ${graph.id[node]}`)));
})();

const matching = (text) => {
  const words = folded(text).split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  return haystack().map((hay) => words.every((word) => hay.includes(word)));
};

const around = (node, depth) => {
  const near = new Set([node]);
  let edge = [node];
  for (let step = 0; step < depth; step++) {
    const next = [];
    for (const from of edge) for (const link of graph.touching[from]) {
      if (state.hiddenRelations.has(graph.relation[link])) continue;
      const to = graph.start[link] === from ? graph.end[link] : graph.start[link];
      if (!near.has(to) && (isArticle(to) || isArticle(from))) { near.add(to); if (isArticle(to)) next.push(to); }
    }
    edge = next;
  }
  return near;
};

const more = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);

const applyFilter = () => {
  const near = state.focus >= 0 ? around(state.focus, state.depth) : null;
  const inTime = (time) => (state.from === null && state.to === null) || (time >= (state.from ?? -Infinity) && time <= (state.to ?? Infinity));
  shown.articles = []; shown.times = [];
  shown.ofColor.clear(); shown.ofKind.clear();
  shown.node.fill(0);
  const live = new Set();
  for (let node = 0; node < graph.articles; node++) {
    const fits = (state.theme < 0 || graph.themes[node].includes(state.theme)) && (state.topic < 0 || graph.topics[node].includes(state.topic)) &&
      (state.story < 0 || graph.story[node] === state.story) && (state.source < 0 || graph.source[node] === state.source) &&
      (!near || near.has(node));
    if (fits && inTime(graph.date[node])) more(shown.ofColor, colorKey(node));
    if ((!fits || state.hiddenColors.has(colorKey(node))) && !state.pins.has(node)) continue;
    if (!Number.isNaN(graph.date[node])) shown.times.push(graph.date[node]);
    if (!inTime(graph.date[node]) && !state.pins.has(node)) continue;
    more(shown.ofKind, "article");
    if (!state.kinds.has("article") && !state.pins.has(node)) continue;
    shown.node[node] = 1;
    shown.articles.push(node);
    for (const other of [graph.source[node], graph.story[node], ...graph.themes[node], ...graph.topics[node]]) live.add(other);
    for (const link of graph.touching[node]) live.add(graph.end[link]);
  }
  for (let node = graph.articles; node < graph.count; node++) {
    if (shown.articles.length ? live.has(node) : graph.members.has(node)) {
      more(shown.ofKind, graph.kind[node]);
      if (state.kinds.has(graph.kind[node])) shown.node[node] = 1;
    }
    if (state.pins.has(node)) shown.node[node] = 1;
  }
  shown.pairs = graph.pairs.filter((pair) => shown.node[pair.low] && shown.node[pair.high] &&
    pair.links.some((link) => !state.hiddenRelations.has(graph.relation[link])));
  applySearch();
};

const applySearch = () => { shown.match = matching(state.search); };

// What a table, a CSV or a GEXF file holds: the shown articles that match the search.
const listedRows = () => shown.articles.filter((node) => !shown.match || shown.match[node]);

const choose = (thing) => { state.chosen = thing; changed("choice"); };
const sameThing = (one, other) => one?.kind === other?.kind && one?.number === other?.number;
