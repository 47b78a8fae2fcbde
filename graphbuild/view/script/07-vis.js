// The picture by pyvis. Its script declares `network`, `nodes` and `edges` in the page; this leads it as the canvas is led,
// and draws groups behind what it draws and all names above it, so that none stands on another.
const visStage = () => {
  const box = byId("picture"), { network, nodes, edges } = window;
  const SPOT = 0.75, frame = Object.assign(newFrame(), { spot: SPOT }), { view } = frame;
  const { toScreen, toWorld, drawBubbles, drawLanes, rimLabels, hiding, drawLabels, nodeLabels, drawAxis, fitted, bubbleAt } = painter(frame);
  const FEW = 60;
  let hovered = null, labels = [];

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
      id: node, hidden: !inPicture(node), x: places.x[node], y: places.y[node], size: radii[node] * SPOT,
      color: colors(node, near && !near.has(node)), borderWidth: state.pins.has(node) ? 5 : graph.own[node] ? 1 : 2.5,
    })));
    edges.update(graph.start.map((from, link) => {
      const to = graph.end[link], touches = !thing || (thing.kind === "node" ? from === thing.number || to === thing.number : thing.kind === "pair" && graph.pairs[thing.number].links.includes(link));
      const within = shown.articles.length > FEW && graph.pairs[graph.pairBetween(from, to)].together;  // a group says it
      return { id: link, hidden: (state.mode !== "map" || within) && !(thing && touches) || !inPicture(from) || !inPicture(to) || state.hiddenRelations.has(graph.relation[link]), color: { color: near && !touches ? paper.line : thing ? paper.ink : paper.edge, opacity: near && !touches ? 0.25 : 0.8, highlight: paper.accent, hover: paper.accent } };
    }));
  };
  // pyvis draws in the world's pixels; names and groups are drawn in the screen's.
  const onScreen = (pen, paint) => {
    const { x, y } = network.getViewPosition(), ratio = pen.canvas.width / frame.width || 1;
    Object.assign(view, { x, y, k: network.getScale() });
    pen.save(); pen.setTransform(ratio, 0, 0, ratio, 0, 0); paint(); pen.restore();
  };
  const behind = (pen) => onScreen(pen, () => {
    labels = [];
    if (inTime()) drawLanes(pen, labels); else drawBubbles(pen, labels);
    pen.setLineDash([]);
  });
  const names = (pen) => onScreen(pen, () => {
    const near = lit(), thing = hovered ?? state.chosen, main = thing?.kind === "node" ? thing.number : -1, own = [];
    if (near) labels = [];
    nodeLabels(labels, near ? [...near].filter((node) => node !== main) : shownNow(), Boolean(near) && near.size < 40);
    if (main >= 0) nodeLabels(own, [main], true);
    drawLabels(pen, [...own.map((label) => ({ ...label, weight: 1e9, bold: true, most: Infinity })), ...labels], 80, inTime() ? null : hiding(near ?? shownNow()));
    if (!inTime()) return;
    if (!near) drawLabels(pen, rimLabels(), 60);
    drawAxis(pen);
  });
  const shownNow = () => graph.id.map((_, node) => node).filter(inPicture);
  const at = (x, y) => {
    const node = network.getNodeAt({ x, y }), edge = network.getEdgeAt({ x, y });
    if (node !== undefined) return { kind: "node", number: node };
    if (edge !== undefined) return { kind: "pair", number: graph.pairBetween(graph.start[edge], graph.end[edge]) };
    return bubbleAt(...toWorld(x, y));
  };
  const seen = () => { const spot = network.getViewPosition(); return { x: spot.x, y: spot.y, k: network.getScale() }; };
  const setView = ({ x, y, k }) => {
    Object.assign(view, { x, y, k });
    network.moveTo({ position: { x, y }, scale: Math.max(k, 1e-4) || 1, animation: false });
  };
  const fit = (wanted) => {
    const { stretch } = arrangement(), spot = fitted(wanted);
    if (arrangement().stretch !== stretch) draw();
    setView(spot);
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
    element: box, frame, ownPointer: true, draw, fit, at, toScreen, view: seen, setView, hover,
    zoom: (factor) => { const now = seen(); setView({ ...now, k: now.k * factor }); changed("view"); },
    pan: (dx, dy) => { const now = seen(); setView({ ...now, x: now.x - dx / now.k, y: now.y - dy / now.k }); },
    centre: (node, least = 0) => setView({ x: places.x[node], y: places.y[node], k: Math.max(seen().k, least) }),
    size: () => [frame.width, frame.height],
    resize: () => { const { width, height } = box.getBoundingClientRect(); Object.assign(frame, { width: Math.max(width, 50), height: Math.max(height, 50) }); network.setSize(`${width}px`, `${height}px`); network.redraw(); },
    picture: () => {
      const from = box.querySelector("canvas"), canvas = document.createElement("canvas");
      canvas.width = from.width; canvas.height = from.height;
      const pen = canvas.getContext("2d");
      pen.fillStyle = paper.paper; pen.fillRect(0, 0, canvas.width, canvas.height); pen.drawImage(from, 0, 0);
      return canvas;
    },
  };
};
