// Search, filters and the legend, which filters too.
const OPTIONS = 400;

const selectOf = (kind, title) => {
  const nodes = [];
  for (let node = graph.articles; node < graph.count; node++) if (graph.kind[node] === kind && graph.members.has(node)) nodes.push(node);
  if (!nodes.length) return null;
  nodes.sort((one, other) => graph.members.get(other).length - graph.members.get(one).length || one - other);
  const choice = element("select", { id: `filter-${kind}`, onchange: () => { state[kind] = Number(choice.value); refilter(true); } }, element("option", { value: -1, text: "all" }));
  for (const node of nodes.slice(0, OPTIONS)) choice.append(element("option", { value: node, text: `${shortened(graph.label[node], 60)} (${graph.members.get(node).length})` }));
  onChange((what) => {
    if (what !== "filter") return;
    if (state[kind] >= 0 && ![...choice.options].some((option) => Number(option.value) === state[kind])) choice.append(element("option", { value: state[kind], text: shortened(graph.label[state[kind]], 60) }));
    choice.value = String(state[kind]);
  });
  return element("label", { class: "field" }, element("span", { text: title }), choice);
};

const toggles = (title, entries, isOn, toggle) => {
  const rows = entries.map(({ key, name, count, mark }) => {
    const button = element("button", { class: "toggle", "data-key": key, "aria-pressed": String(isOn(key)), onclick: () => toggle(key) },
      mark ?? null, element("span", { class: "name", text: name, title: name, dir: "auto" }), element("span", { class: "count", text: count.toLocaleString("en") }));
    return element("li", {}, button);
  });
  return element("fieldset", {}, element("legend", { text: title }), element("ul", { class: "toggles" }, ...rows));
};

const swatch = (color, square = false) => {
  const mark = element("i", { class: square ? "swatch square" : "swatch" });
  mark.style.background = color;
  return mark;
};

const flip = (set, key) => { if (!set.delete(key)) set.add(key); };

const legend = () => {
  const chooser = (id, name, from, key) => {
    const choice = element("select", { id, onchange: () => { state[key] = choice.value; state.hiddenColors.clear(); recolor(); resize(); refilter(); changed("look"); } });
    for (const [value, { name: text }] of Object.entries(from)) choice.append(element("option", { value, text }));
    choice.value = state[key];
    return element("label", { class: "field" }, element("span", { text: name }), choice);
  };
  const entries = coloring.entries.map((entry) => ({ ...entry, count: shown.ofColor.get(entry.key) ?? 0, mark: swatch(entry.color) }));
  return [
    chooser("color", "Colour", colorings, "color"),
    toggles(colorings[state.color]?.name ?? "Colour", entries, (key) => !state.hiddenColors.has(key), (key) => { flip(state.hiddenColors, key); refilter(); }),
    fillings(),
    chooser("size", "Size", measures, "size"),
  ];
};

// What a full spot and a ring mean, where both are drawn.
const fillings = () => {
  const own = graph.own.slice(0, graph.articles);
  if (!own.includes(0) || !own.includes(1)) return null;
  return element("p", { class: "fillings" }, element("span", {}, swatch(paper.quiet), " a file of its own"), " ", element("span", {}, element("i", { class: "swatch ring" }), " known only from lists or links"));
};

const kindToggles = () => {
  const kinds = new Set(graph.kind.filter((kind, node) => kind === "article" || graph.members.has(node)));
  const entries = KINDS.filter((kind) => kinds.has(kind) && kind !== "story").map((kind) => ({ key: kind, name: KIND_PLURALS[kind], count: shown.ofKind.get(kind) ?? 0, mark: kind === "article" ? swatch(paper.quiet) : swatch(KIND_COLORS[kind], true) }));
  return toggles("Shown on the map", entries, (key) => state.kinds.has(key), (key) => { flip(state.kinds, key); refilter(); });
};

const relationToggles = () => {
  const counts = new Map();
  const there = (node) => shown.node[node] || !isArticle(node);
  graph.relation.forEach((name, link) => counts.set(name, (counts.get(name) ?? 0) + Number(there(graph.start[link]) && there(graph.end[link]))));
  const entries = [...counts].map(([key, count]) => ({ key, name: relationName(key), count, mark: element("i", { class: "swatch line" }) }));
  return toggles("Links", entries, (key) => !state.hiddenRelations.has(key), (key) => { flip(state.hiddenRelations, key); refilter(); });
};

const clearAll = () => {
  Object.assign(state, { search: "", theme: -1, topic: -1, story: -1, source: -1, from: null, to: null, focus: -1, depth: 1, chosen: null });
  state.hiddenColors.clear(); state.hiddenRelations.clear(); state.pins.clear(); putBack(); state.kinds = new Set(["article"]);
  byId("search").value = "";
  refilter(true); changed("choice"); changed("search");
};

const fillFilters = () => {
  const selects = [["theme", "Theme"], ["story", "Story"], ["source", "Publisher"], ["topic", "Topic"]].map(([kind, title]) => selectOf(kind, title));
  byId("selects").replaceChildren(...selects.filter(Boolean));
  const fill = () => {
    const focused = document.activeElement?.dataset?.key, field = document.activeElement?.id;
    byId("legend").replaceChildren(...legend().filter(Boolean), kindToggles(), relationToggles());
    if (focused) byId("legend").querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    else if (field && byId("legend").querySelector(`#${CSS.escape(field)}`)) byId(field).focus();
  };
  onChange((what) => { if (what === "filter" || what === "look") fill(); });
  byId("clear").addEventListener("click", clearAll);
};

// Search: what matches lights up; the list below the field leads to it.
const SUGGESTIONS = 12;
const attachSearch = () => {
  const field = byId("search"), box = byId("found");
  let at = -1, hits = [];
  const suggest = () => {
    const match = matching(field.value);
    hits = [];
    if (match) {
      const order = [...match.keys()].filter((node) => match[node]);
      order.sort((one, other) => Number(isArticle(one)) - Number(isArticle(other)) || (graph.members.get(other)?.length ?? graph.listed[other]) - (graph.members.get(one)?.length ?? graph.listed[one]));
      const others = order.filter((node) => !isArticle(node)).slice(0, 5);
      hits = [...others, ...order.filter(isArticle).slice(0, SUGGESTIONS - others.length)];
    }
    at = -1;
    box.replaceChildren(...hits.map((node, place) => element("li", { role: "option", id: `hit-${place}`, "aria-selected": "false", onpointerdown: (event) => { event.preventDefault(); take(node); } },
      element("b", { text: shortened(graph.label[node], 90), dir: "auto" }), element("span", { text: isArticle(node) ? [graph.source[node] >= 0 ? graph.label[graph.source[node]] : "", written(node)].filter(Boolean).join(" · ") : KIND_NAMES[graph.kind[node]] }))));
    box.hidden = !hits.length;
    field.setAttribute("aria-expanded", String(Boolean(hits.length)));
  };
  const mark = (next) => {
    at = (next + hits.length) % hits.length;
    [...box.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === at)));
    field.setAttribute("aria-activedescendant", `hit-${at}`);
    box.children[at].scrollIntoView({ block: "nearest" });
  };
  const close = () => { box.hidden = true; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); };
  const take = (node) => { close(); choose({ kind: "node", number: node }); showInPicture(node); };
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { state.search = field.value; applySearch(); changed("search"); suggest(); }, 60);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && hits.length) mark(at + 1);
    else if (event.key === "ArrowUp" && hits.length) mark(at - 1);
    else if (event.key === "Enter" && hits.length) take(hits[Math.max(at, 0)]);
    else if (event.key === "Escape" && !box.hidden) { close(); event.stopPropagation(); }
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
};
