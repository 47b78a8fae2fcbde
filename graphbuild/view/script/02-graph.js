// The graph, from the data in the page: nodes and links by number, who is linked to whom, and what belongs together.
const KINDS = ["article", "source", "topic", "theme", "story", "entity"];
const TYING = new Set(["related", "part", "reprint", "references"]);
const data = JSON.parse(document.getElementById("model").textContent);

const graph = (() => {
  const { nodes, links } = data;
  const count = nodes.id.length;
  const kind = unpack(nodes.kind).map((number) => KINDS[number]);
  const date = unpack(nodes.date).map((value) => (value ? nodes.since + value - 1 : NaN));
  while (date.length < count) date.push(NaN);
  const start = unpack(links.start, true), end = unpack(links.end, true);
  const relation = unpack(links.relation).map((number) => links.relations[number - 1]);
  const more = Object.entries(links.more).map(([name, { values, of }]) => [name, values, unpack(of)]);
  const file = unpack(links.file, true), line = unpack(links.line, true), position = unpack(links.position, true);
  const gaps = unpack(links.gap);
  const nodeFile = unpack(nodes.file), nodeLine = unpack(nodes.line), type = unpack(nodes.type);

  const touching = Array.from({ length: count }, () => []);
  const listed = new Array(count).fill(0), lists = new Array(count).fill(0), reprinted = new Array(count).fill(0);
  const source = new Array(count).fill(-1), story = new Array(count).fill(-1);
  const themes = Array.from({ length: count }, () => []), topics = Array.from({ length: count }, () => []);
  const members = new Map();
  start.forEach((from, link) => {
    const to = end[link];
    touching[from].push(link);
    if (to !== from) touching[to].push(link);
    const what = relation[link];
    if (what === "related") { listed[to]++; lists[from]++; }
    else if (what === "reprint") reprinted[to]++;
    else if (what === "publisher") { if (source[from] < 0) source[from] = to; }
    else if (what === "member") { if (story[from] < 0) story[from] = to; }
    else if (what === "about") (kind[to] === "theme" ? themes : topics)[from].push(to);
    if (kind[from] === "article" && kind[to] !== "article") {
      if (!members.has(to)) members.set(to, []);
      if (members.get(to).at(-1) !== from) members.get(to).push(from);
    }
  });
  const listing = unpack(data.listings.of);
  const listings = data.listings.names.map((name) => ({ name, members: [] }));
  listing.forEach((number, node) => { if (number >= 0) listings[number].members.push(node); });

  // All links between two nodes, in whichever direction, are one pair.
  const pairs = [], pairOf = new Map();
  start.forEach((from, link) => {
    const low = Math.min(from, end[link]), high = Math.max(from, end[link]);
    const key = low * count + high;
    let pair = pairOf.get(key);
    if (pair === undefined) {
      pair = pairs.length;
      pairOf.set(key, pair);
      const together = (listing[low] >= 0 && listing[low] === listing[high]) || (story[low] >= 0 && story[low] === story[high] && members.get(story[low]).length > 5);
      pairs.push({ low, high, links: [], articles: kind[low] === "article" && kind[high] === "article", together });
    }
    pairs[pair].links.push(link);
  });

  return {
    count, kind, date, start, end, relation, touching, listed, lists, reprinted, source, story, themes, topics, members,
    listing, listings, pairs, cluster: unpack(data.clusters),
    pairBetween: (one, other) => pairOf.get(Math.min(one, other) * count + Math.max(one, other)),
    id: nodes.id, label: nodes.label, text: nodes.text, own: unpack(nodes.own), web: unpack(nodes.web), day: unpack(nodes.day),
    articles: kind.filter((what) => what === "article").length,
    type: (node) => nodes.types[type[node] - 1],
    origin: (node) => (nodeFile[node] ? { file: nodes.files[nodeFile[node] - 1], line: nodeLine[node] } : null),
    evidence: (link) => {
      const gap = gaps[link] === 0 ? undefined : gaps[link] === 1 ? date[end[link]] - date[start[link]] : gaps[link] > 1 ? gaps[link] - 2 : gaps[link];
      const facts = { relation: relation[link], file: links.files[file[link] - 1], line: line[link], position: position[link] || undefined, gap };
      for (const [name, values, of] of more) if (of[link]) facts[name] = values[of[link] - 1];
      return facts;
    },
    byId: new Map(nodes.id.map((id, node) => [id, node])),
  };
})();

const isArticle = (node) => graph.kind[node] === "article";
const measures = {
  listed: { name: "Times listed", of: (node) => graph.listed[node] },
  lists: { name: "Articles it lists", of: (node) => graph.lists[node] },
  reprinted: { name: "Times reprinted", of: (node) => graph.reprinted[node] },
  links: { name: "All its links", of: (node) => graph.touching[node].length },
  same: { name: "All the same", of: () => 0 },
};
if (!graph.relation.includes("reprint")) delete measures.reprinted;
