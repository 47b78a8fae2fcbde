// The picture by pyvis. Its script declares `network`, `nodes` and `edges` in the page; this leads it as the canvas is led.
const visStage = () => {
  const box = byId("picture"), { network, nodes, edges } = window;
  let hovered = null, width = 0, height = 0;

  const colors = (node, faint) => {
    const color = colorOf(node), pale = faint ? paper.line : color;
    const fill = graph.own[node] && !faint ? color : paper.paper;
    return { background: fill, border: pale, highlight: { background: fill, border: paper.ink }, hover: { background: fill, border: paper.ink } };
  };
  const lit = () => {
    const thing = hovered ?? state.chosen;
    if (!thing) return shown.match ? new Set(listedRows()) : null;
    if (thing.kind === "pair") return new Set([graph.pairs[thing.number].low, graph.pairs[thing.number].high]);
    if (thing.kind === "listing") return new Set(graph.listings[thing.number].members);
    const near = new Set([thing.number]);
    for (const link of graph.touching[thing.number]) near.add(graph.start[link]).add(graph.end[link]);
    return near;
  };
  const draw = () => {
    if (!network) return;
    const near = lit(), thing = hovered ?? state.chosen;
    nodes.update(graph.id.map((_, node) => ({
      id: node, hidden: !inPicture(node), x: places.x[node], y: places.y[node], size: radii[node] * 0.75,
      color: colors(node, near && !near.has(node)), borderWidth: state.pins.has(node) ? 5 : graph.own[node] ? 1 : 2.5,
      font: { color: near && !near.has(node) ? "rgba(128,128,128,.25)" : paper.ink, strokeWidth: 3, strokeColor: paper.paper, size: near?.has(node) ? 16 : 13 },
    })));
    edges.update(graph.start.map((from, link) => {
      const to = graph.end[link], touches = !thing || (thing.kind === "node" ? from === thing.number || to === thing.number : thing.kind === "pair" && graph.pairs[thing.number].links.includes(link));
      return { id: link, hidden: state.mode !== "map" && !(thing && touches) || !inPicture(from) || !inPicture(to) || state.hiddenRelations.has(graph.relation[link]), color: { color: near && !touches ? paper.line : thing ? paper.ink : paper.edge, opacity: near && !touches ? 0.25 : 0.8, highlight: paper.accent, hover: paper.accent } };
    }));
  };
  // Bubbles and lanes lie behind what pyvis draws, their names above it: the largest first, none on another.
  const groups = () => (!arrangement().lanes
    ? arrangement().circles.map(([kind, key, x, y, r]) => ({ kind, x, y: y - r, size: r, members: kind === "listing" ? graph.listings[key].members : graph.members.get(key) ?? [], name: kind === "listing" ? graph.listings[key].name : graph.label[key], r }))
    : arrangement().lanes.map(([key, left, top, right, bottom]) => ({ kind: "lane", x: left, y: top, size: right - left, box: [left, top, right - left, bottom - top], members: key < 0 ? shown.articles : key < graph.count ? graph.members.get(key) ?? [] : graph.listings[key - graph.count].members, name: key < 0 ? "All other outlets" : key < graph.count ? graph.label[key] : graph.listings[key - graph.count].name })))
    .filter(({ members }) => members.some((node) => shown.node[node]));
  const behind = (pen) => {
    for (const { kind, x, y, r, box: lane } of groups()) {
      pen.beginPath(); pen.fillStyle = paper.bubble; pen.strokeStyle = paper.region; pen.lineWidth = 1;
      if (lane) { pen.fillRect(...lane); continue; }
      pen.setLineDash(kind === "region" ? [4, 8] : []);
      pen.arc(x, y + r, r, 0, 7); pen.stroke();
      if (kind !== "region") pen.fill();
    }
    pen.setLineDash([]);
  };
  const names = (pen) => {
    const k = network.getScale(), taken = [], rank = { region: 2, story: 1, listing: 1, lane: 1 };
    pen.textBaseline = "alphabetic"; pen.textAlign = "left"; pen.lineJoin = "round";
    for (const group of groups().sort((one, other) => rank[other.kind] - rank[one.kind] || other.members.length - one.members.length)) {
      const high = (group.kind === "region" ? 15 : 12) / k, text = shortened(group.name, group.kind === "lane" ? 50 : 32);
      pen.font = `600 ${high}px system-ui, sans-serif`;
      const wide = pen.measureText(text).width, left = group.kind === "lane" ? group.x : group.x - wide / 2, top = group.y - 1.3 * high;
      if (taken.some(([l, t, r, b]) => left < r && left + wide > l && top < b && top + 1.3 * high > t)) continue;
      taken.push([left - 4 / k, top, left + wide + 4 / k, top + 1.3 * high]);
      pen.strokeStyle = paper.paper; pen.lineWidth = 3.5 / k; pen.strokeText(text, left, group.y - 0.3 * high);
      pen.fillStyle = group.kind === "region" ? paper.quiet : paper.ink; pen.fillText(text, left, group.y - 0.3 * high);
    }
  };
  const toScreen = (x, y) => { const spot = network.canvasToDOM({ x, y }); return [spot.x, spot.y]; };
  const at = (x, y) => {
    const node = network.getNodeAt({ x, y }), edge = network.getEdgeAt({ x, y });
    if (node !== undefined) return { kind: "node", number: node };
    if (edge !== undefined) return { kind: "pair", number: graph.pairBetween(graph.start[edge], graph.end[edge]) };
    return null;
  };
  const view = () => { const spot = network.getViewPosition(); return { x: spot.x, y: spot.y, k: network.getScale() }; };
  const setView = ({ x, y, k }) => network.moveTo({ position: { x, y }, scale: Math.max(k, 1e-4) || 1, animation: false });
  const fit = (wanted) => {
    const list = wanted ?? graph.id.map((_, node) => node).filter(inPicture);
    const [left, top, right, bottom] = extent(list);
    setView({ x: (left + right) / 2, y: (top + bottom) / 2, k: Math.min((width - 40) / (right - left), (height - 60) / (bottom - top), 1.2) });
    changed("view");
  };
  network.on("beforeDrawing", behind);
  network.on("afterDrawing", names);
  network.on("zoom", () => changed("view"));
  network.on("dragEnd", (event) => {
    // A node that is dragged stays where it is dropped.
    for (const [node, spot] of Object.entries(network.getPositions(event.nodes))) if (state.mode === "map") moveTo(Number(node), spot.x, spot.y);
    draw(); changed("view");
  });
  network.on("click", (event) => choose(at(event.pointer.DOM.x, event.pointer.DOM.y)));
  network.on("doubleClick", (event) => { if (event.nodes.length && isArticle(event.nodes[0])) focusOn(event.nodes[0], 1); });
  const hover = (thing) => { if (!sameThing(hovered, thing)) { hovered = thing; draw(); } };
  network.on("hoverNode", (event) => hover({ kind: "node", number: event.node }));
  network.on("blurNode", () => hover(null));

  return {
    element: box, ownPointer: true, draw, fit, at, toScreen, view, setView, hover,
    zoom: (factor) => { const now = view(); setView({ ...now, k: now.k * factor }); changed("view"); },
    pan: (dx, dy) => { const now = view(); setView({ ...now, x: now.x - dx / now.k, y: now.y - dy / now.k }); },
    centre: (node, least = 0) => setView({ x: places.x[node], y: places.y[node], k: Math.max(view().k, least) }),
    size: () => [width, height],
    resize: () => { ({ width, height } = box.getBoundingClientRect()); network.setSize(`${width}px`, `${height}px`); network.redraw(); },
    picture: () => {
      const from = box.querySelector("canvas"), canvas = document.createElement("canvas");
      canvas.width = from.width; canvas.height = from.height;
      const pen = canvas.getContext("2d");
      pen.fillStyle = paper.paper; pen.fillRect(0, 0, canvas.width, canvas.height); pen.drawImage(from, 0, 0);
      return canvas;
    },
  };
};
