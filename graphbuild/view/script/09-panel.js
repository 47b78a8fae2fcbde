// The panel: the facts of what is chosen, and why it is there.
const MANY = 30;

const goTo = (node) => element("button", { class: "go", dir: "auto", onclick: () => { choose({ kind: "node", number: node }); showInPicture(node); } , text: graph.label[node] });

const fact = (name, value) => (value === undefined || value === null || value === "" ? [] : [element("dt", { text: name }), element("dd", { text: value, dir: "auto" })]);

const place = (origin) => (origin.line ? `${origin.file}, line ${origin.line}` : origin.file);

// Each place at which words were found, as they stand in the data: [field, start, end, words].
const occurrences = (text) => {
  try { return JSON.parse(text).map(([field, start, end, words]) => `“${words}” in the ${field}, characters ${start} to ${end}`).join("; "); } catch { return ""; }
};

// Why a link is there, in words: the file, the position, the terms, the gap in time.
const reasons = (link) => {
  const facts = graph.evidence(link), parts = [];
  if (facts.position) parts.push(`place ${facts.position} in the list`);
  if (facts.gap !== undefined) parts.push(span(facts.gap));
  if (facts.score !== undefined) parts.push(`score ${Math.round(facts.score * 100) / 100}`);
  const said = occurrences(facts.occurrences), terms = facts.term ?? facts.terms;
  if (said) parts.push(`because of ${said}`);
  else if (terms) parts.push(`because of “${terms.split(" | ").join("”, “")}”`);
  if (facts.listed === true) parts.push("a related list ties it too");
  if (facts.field && !said) parts.push(`in the ${facts.field}${facts.start !== undefined ? `, characters ${facts.start} to ${facts.end}` : ""}`);
  if (facts.nearest && graph.byId.has(facts.nearest)) parts.push(`nearest: “${shortened(graph.label[graph.byId.get(facts.nearest)], 60)}”`);
  if (facts.directed === false) parts.push("which was first is not known");
  for (const [name, value] of Object.entries(facts)) {
    if (!["relation", "file", "line", "position", "gap", "score", "term", "field", "start", "end", "nearest", "directed", "terms", "listed", ...(said ? ["occurrences"] : [])].includes(name)) parts.push(`${name}: ${value}`);
  }
  if (facts.file) parts.push(place(facts));
  return parts.join(" · ");
};

const linkItem = (node, link) => {
  const other = graph.start[link] === node ? graph.end[link] : graph.start[link];
  const about = isArticle(other) && graph.source[other] >= 0 ? `${graph.label[graph.source[other]]} · ${written(other)}` : isArticle(other) ? written(other) : "";
  return element("li", {}, goTo(other), about ? element("p", { class: "under", text: about, dir: "auto" }) : null, element("p", { class: "why", text: reasons(link), dir: "auto" }));
};

const list = (title, items, make) => {
  if (!items.length) return null;
  const rows = element("ul");
  const fill = (until) => rows.replaceChildren(...items.slice(0, until).map(make));
  fill(MANY);
  const section = element("section", {}, element("h3", {}, title, element("span", { class: "count", text: ` ${items.length.toLocaleString("en")}` })), rows);
  if (items.length > MANY) {
    const all = element("button", { class: "more", text: `Show all ${items.length.toLocaleString("en")}`, onclick: () => { fill(items.length); all.remove(); } });
    section.append(all);
  }
  return section;
};

const byDate = (nodes) => [...nodes].sort((one, other) => (graph.date[one] || Infinity) - (graph.date[other] || Infinity) || one - other);

const articlePanel = (node) => {
  const groups = new Map();
  for (const link of graph.touching[node]) {
    const forward = graph.start[link] === node, name = graph.relation[link];
    const title = (forward ? relationName(name) : RELATIONS_BACK[name] ?? `${name} of`);
    if (!groups.has(title)) groups.set(title, []);
    groups.get(title).push(link);
  }
  const origin = graph.origin(node), address = safeAddress(node);
  const why = graph.own[node] ? `It has a file of its own${origin ? `: ${place(origin)}` : ""}.` : `Only others name it${origin ? `, such as ${place(origin)}` : ""}, in related lists or in links; it has no file of its own.`;
  const order = ["Part of the story", "About", "Same text as", "Same text in", "Lists as related", "Listed by", "Links to", "Linked from"];
  const titles = [...groups.keys()].sort((one, other) => (order.indexOf(one) + 99) % 99 - (order.indexOf(other) + 99) % 99);
  return [
    element("p", { class: "kicker", text: [graph.source[node] >= 0 ? graph.label[graph.source[node]] : "No publisher known", written(node)].join(" · "), dir: "auto" }),
    element("h2", { text: graph.label[node], dir: "auto" }),
    graph.text[node] ? element("p", { class: "text", text: graph.text[node], dir: "auto" }) : null,
    address ? element("a", { class: "button", href: address, target: "_blank", rel: "noopener noreferrer", text: "Open the article" }) : null,
    element("div", { class: "buttons" },
      element("button", { text: state.pins.has(node) ? "Unpin" : "Pin", "aria-pressed": String(state.pins.has(node)), onclick: () => pin(node) }),
      element("button", { text: state.focus === node ? "One step further" : "Only its surroundings", onclick: () => focusOn(node, state.focus === node ? state.depth + 1 : 1) }),
      state.focus >= 0 ? element("button", { text: "Show all again", onclick: () => focusOn(-1) }) : null),
    element("h3", { text: "Why it is here" }), element("p", { class: "why", text: why, dir: "auto" }),
    element("dl", {}, ...fact("Type", graph.type(node)), ...fact("Times listed", graph.listed[node] || undefined), ...fact("Address", graph.web[node] ? graph.id[node] : undefined)),
    ...titles.map((title) => list(title, groups.get(title), (link) => linkItem(node, link))),
  ];
};

const teller = (story) => (node, index) => {
  const link = graph.touching[node].find((one) => graph.start[one] === node && graph.end[one] === story);
  return element("li", {}, goTo(node),
    element("p", { class: "under", text: [index === 0 && graph.kind[story] === "story" ? "first" : null, graph.source[node] >= 0 ? graph.label[graph.source[node]] : null, written(node)].filter(Boolean).join(" · "), dir: "auto" }),
    link === undefined ? null : element("p", { class: "why", text: reasons(link), dir: "auto" }));
};

const nodePanel = (node) => {
  const kind = graph.kind[node], members = byDate(graph.members.get(node) ?? []);
  const dated = members.filter((one) => !Number.isNaN(graph.date[one])), origin = graph.origin(node);
  const publishers = new Map();
  for (const one of members) publishers.set(graph.source[one], (publishers.get(graph.source[one]) ?? 0) + 1);
  const tellers = [...publishers].filter(([source]) => source >= 0).sort((one, other) => other[1] - one[1]);
  const others = graph.touching[node].filter((link) => graph.start[link] === node || !isArticle(graph.start[link]));
  return [
    element("p", { class: "kicker", text: KIND_NAMES[kind] }), element("h2", { text: graph.label[node], dir: "auto" }),
    graph.text[node] ? element("p", { class: "text", text: graph.text[node], dir: "auto" }) : null,
    element("div", { class: "buttons" },
      ["theme", "topic", "story", "source"].includes(kind) ? element("button", {
        text: state[kind] === node ? "Show all again" : `Only this ${KIND_NAMES[kind].toLowerCase()}`,
        onclick: () => { state[kind] = state[kind] === node ? -1 : node; refilter(true); },
      }) : null,
      element("button", { text: state.pins.has(node) ? "Unpin" : "Pin", "aria-pressed": String(state.pins.has(node)), onclick: () => pin(node) })),
    element("dl", {}, ...fact("Articles", members.length.toLocaleString("en")),
      ...fact("Told from", dated.length ? `${dayOf(graph.date[dated[0]])} to ${dayOf(graph.date[dated.at(-1)])}` : undefined),
      ...fact("First", kind === "story" && dated.length && graph.source[dated[0]] >= 0 ? graph.label[graph.source[dated[0]]] : undefined),
      ...fact("Named in", origin ? place(origin) : undefined)),
    kind === "source" ? null : list("Publishers", tellers, ([source, count]) => element("li", {}, goTo(source), element("p", { class: "under", text: plural(count, "article") }))),
    list(kind === "story" ? "Told by, in order" : "Articles, oldest first", members, teller(node)),
    list("Other links", others, (link) => linkItem(node, link)),
  ];
};

const pairPanel = (number) => {
  const pair = graph.pairs[number];
  return [
    element("p", { class: "kicker", text: plural(pair.links.length, "link") }),
    element("h2", { text: pair.links.length === 1 ? relationName(graph.relation[pair.links[0]]) : "Linked more than once" }),
    element("dl", {}, element("dt", { text: "Between" }), element("dd", {}, goTo(pair.low)), element("dt", { text: "and" }), element("dd", {}, goTo(pair.high))),
    element("h3", { text: "Why it is here" }),
    element("ul", {}, ...pair.links.map((link) => element("li", {},
      element("p", { class: "said", dir: "auto", text: `${shortened(graph.label[graph.start[link]], 70)} → ${relationName(graph.relation[link])} → ${shortened(graph.label[graph.end[link]], 70)}` }),
      element("p", { class: "why", text: reasons(link), dir: "auto" })))),
  ];
};

const listingPanel = (number) => {
  const { name, members } = graph.listings[number], inside = new Set(members);
  let links = 0;
  for (const node of members) for (const link of graph.touching[node]) if (graph.start[link] === node && inside.has(graph.end[link])) links++;
  const ordered = byDate(members);
  return [
    element("p", { class: "kicker", text: "Listed together" }), element("h2", { text: name, dir: "auto" }),
    element("p", { class: "text", text: `${plural(members.length, "article")} that list each other as related: ${plural(links, "link")} between them, too many to be told apart. So they are drawn as one group; choose an article to see its links.` }),
    element("p", { class: "text", text: "A related list is what a recommender put beside an article: such a group need not be one story." }),
    list("Articles, oldest first", ordered, teller(-1)),
  ];
};

const filteredOut = () => {
  const hidden = graph.articles - shown.articles.length;
  return hidden ? ` · ${hidden.toLocaleString("en")} filtered out` : "";
};

const emptyPanel = () => {
  const stories = [...graph.members.keys()].filter((node) => graph.kind[node] === "story").map((node) => [node, graph.members.get(node).filter((one) => shown.node[one]).length])
    .filter(([, count]) => count > 1).sort((one, other) => other[1] - one[1]);
  const publishers = new Map();
  for (const node of shown.articles) if (graph.source[node] >= 0) publishers.set(graph.source[node], (publishers.get(graph.source[node]) ?? 0) + 1);
  const tellers = [...publishers].sort((one, other) => other[1] - one[1]);
  const listed = shown.articles.filter((node) => graph.listed[node]).sort((one, other) => graph.listed[other] - graph.listed[one]).slice(0, 10);
  return [
    element("p", { class: "kicker", text: `${data.scope || "The whole graph"}${filteredOut()}`, dir: "auto" }),
    element("h2", { text: plural(shown.articles.length, "article") }),
    element("p", { class: "text", text: "Choose an article, a link or a group to see its facts and why it is here." }),
    list("Largest stories", stories, ([story, count]) => element("li", {}, goTo(story), element("p", { class: "under", text: plural(count, "article") }))),
    list("Publishers with most articles", tellers, ([source, count]) => element("li", {}, goTo(source), element("p", { class: "under", text: plural(count, "article") }))),
    list("Listed most", listed, (node) => element("li", {}, goTo(node), element("p", { class: "under", text: `in ${plural(graph.listed[node], "related list")}` }))),
  ];
};

const showPanel = () => {
  const thing = state.chosen, panel = byId("panel-body");
  const parts = !thing ? emptyPanel() : thing.kind === "pair" ? pairPanel(thing.number) : thing.kind === "listing" ? listingPanel(thing.number)
    : isArticle(thing.number) ? articlePanel(thing.number) : nodePanel(thing.number);
  panel.replaceChildren(...parts.filter(Boolean));
  byId("panel").scrollTop = 0;
  document.body.classList.toggle("chosen", Boolean(thing));
  byId("said").textContent = thing ? `Chosen: ${panel.querySelector("h2")?.textContent}. ${panel.querySelector(".kicker")?.textContent ?? ""}` : "";
};
