// The picture on a canvas. Level of detail: while it moves, links and labels are thinned; what a mouse or a choice
// lights up is drawn on a second canvas above, so that the first need not be drawn again.
const canvasStage = () => {
  const box = byId("picture"), scene = byId("scene"), above = byId("above"), rim = byId("rim");
  const frame = newFrame(), { view } = frame;
  const { toScreen, toWorld, radius, drawBubbles, drawLanes, rimLabels, hiding, drawLabels, nodeLabels, drawAxis, fitted, bubbleAt } = painter(frame);
  // The canvases reach beyond the box by a margin: while the picture moves, the last one drawn is moved as it is.
  let settle = 0, asked = 0, hovered = null, veil = null;
  const QUICK = 9; // milliseconds

  // ---- the scene
  const clear = (pen) => {
    pen.setTransform(frame.ratio, 0, 0, frame.ratio, frame.marginX * frame.ratio, frame.marginY * frame.ratio);
    pen.clearRect(-frame.marginX, -frame.marginY, frame.width + 2 * frame.marginX, frame.height + 2 * frame.marginY);
  };
  const cover = (pen, share) => {
    pen.fillStyle = paper.paper; pen.globalAlpha = share;
    pen.fillRect(-frame.marginX, -frame.marginY, frame.width + 2 * frame.marginX, frame.height + 2 * frame.marginY);
    pen.globalAlpha = 1;
  };

  const bend = (pen, x1, y1, x2, y2, share) => {
    pen.moveTo(x1, y1);
    if (!share) pen.lineTo(x2, y2);
    else pen.quadraticCurveTo((x1 + x2) / 2 - (y2 - y1) * share, (y1 + y2) / 2 + (x2 - x1) * share, x2, y2);
  };
  // Several links between one pair fan out, so that each is seen.
  const fan = (many, place) => (many === 1 ? 0 : 0.12 * (place - (many - 1) / 2));

  // In a large graph many links between two groups are drawn as one broad line from group to group.
  const bundled = { of: null, loose: [], bundles: [] };
  const bundle = () => {
    if (bundled.of === shown.pairs) return bundled;
    const between = new Map(), loose = [];
    for (const pair of shown.pairs) {
      if (pair.together) continue;
      const one = graph.cluster[pair.low], other = graph.cluster[pair.high];
      if (shown.articles.length < 1500 || !pair.articles || one === other) { loose.push(pair); continue; }
      const key = Math.min(one, other) * graph.count + Math.max(one, other);
      if (!between.has(key)) between.set(key, { groups: [one, other], pairs: [] });
      between.get(key).pairs.push(pair);
    }
    return Object.assign(bundled, { of: shown.pairs, loose, bundles: [...between.values()] });
  };
  const centres = (() => {
    const sums = new Map(), { x, y } = arrangements.map;
    graph.cluster.forEach((cluster, node) => {
      const sum = sums.get(cluster) ?? [0, 0, 0];
      sum[0] += x[node]; sum[1] += y[node]; sum[2]++;
      sums.set(cluster, sum);
    });
    return new Map([...sums].map(([cluster, [sumX, sumY, count]]) => [cluster, [sumX / count, sumY / count]]));
  })();

  const drawLinks = (pen) => {
    if (state.mode !== "map") return;
    const { loose, bundles } = bundle();
    const close = view.k * CELL > 16 && !frame.moving;
    const list = close && view.k * CELL > 60 ? shown.pairs : close ? [...loose, ...bundles.flatMap(({ pairs }) => pairs)] : loose;
    const every = frame.moving ? Math.ceil(list.length / 2500) : 1;
    pen.strokeStyle = paper.edge;
    pen.lineCap = "round";
    if (!close) for (const { groups, pairs } of bundles) {
      if (pairs.length < (frame.moving || bundles.length > 800 ? 8 : 2)) continue;
      pen.globalAlpha = Math.min(0.12 + pairs.length / 120, 0.4);
      pen.lineWidth = Math.min(0.6 + Math.log2(pairs.length) * 0.45, 3.5);
      pen.beginPath(); pen.moveTo(...toScreen(...centres.get(groups[0]))); pen.lineTo(...toScreen(...centres.get(groups[1]))); pen.stroke();
    }
    pen.lineWidth = Math.max(1 / frame.ratio, close && list.length < 4000 ? 1 : 1 / frame.ratio);
    pen.globalAlpha = Math.min(0.75, Math.max(0.3, 600 / list.length));
    pen.beginPath();
    for (let place = 0; place < list.length; place += every) {
      const pair = list[place];
      if (!inPicture(pair.low) || !inPicture(pair.high)) continue;
      const [x1, y1] = toScreen(places.x[pair.low], places.y[pair.low]), [x2, y2] = toScreen(places.x[pair.high], places.y[pair.high]);
      if (Math.max(x1, x2) < -frame.marginX || Math.min(x1, x2) > frame.width + frame.marginX || Math.max(y1, y2) < -frame.marginY || Math.min(y1, y2) > frame.height + frame.marginY) continue;
      if (!close) { pen.moveTo(x1, y1); pen.lineTo(x2, y2); continue; }
      const many = Math.min(9, pair.links.length);
      for (let number = 0; number < many; number++) bend(pen, x1, y1, x2, y2, fan(many, number));
    }
    pen.stroke(); pen.globalAlpha = 1;
  };

  const drawNodes = (pen, nodes, least = 0) => {
    const batches = new Map();
    for (const node of nodes) {
      if (!inPicture(node)) continue;
      const x = (places.x[node] - view.x) * view.k + frame.width / 2, y = (places.y[node] - view.y) * view.k + frame.height / 2, r = Math.max(radius(node), least);
      if (x < -frame.marginX - r || y < -frame.marginY - r || x > frame.width + frame.marginX + r || y > frame.height + frame.marginY + r) continue;
      const color = colorOf(node), hollow = !graph.own[node] && r > 3.2;
      const key = hollow ? `o${color}` : color;
      if (!batches.has(key)) batches.set(key, { color, hollow, spots: [] });
      batches.get(key).spots.push(x, y, isArticle(node) ? r : -r);
    }
    for (const { color, hollow, spots } of batches.values()) {
      pen.beginPath();
      for (let place = 0; place < spots.length; place += 3) {
        const x = spots[place], y = spots[place + 1], r = spots[place + 2];
        if (r < 0) pen.rect(x + r, y + r, -2 * r, -2 * r);
        else if (r < (frame.moving || spots.length > 12000 ? 2 : 1.2)) pen.rect(x - r, y - r, 2 * r, 2 * r);
        else { const rim = hollow ? r - Math.min(2.2, r * 0.14) : r; pen.moveTo(x + rim, y); pen.arc(x, y, rim, 0, 6.2832); }
      }
      if (hollow) { pen.fillStyle = paper.paper; pen.fill(); pen.globalAlpha = 0.28; pen.fillStyle = color; pen.fill(); pen.globalAlpha = 1; pen.strokeStyle = color; pen.lineWidth = 1.6; pen.stroke(); }
      else { pen.fillStyle = color; pen.fill(); if (!frame.moving && view.k * CELL > 12) { pen.strokeStyle = paper.paper; pen.lineWidth = 1; pen.stroke(); } }
    }
  };
  const paintScene = (pen) => {
    clear(pen);
    const labels = [];
    if (state.mode === "map") drawBubbles(pen, labels);
    else drawLanes(pen, labels);
    drawLinks(pen);
    const nodes = [];
    for (let node = 0; node < graph.count; node++) if (shown.node[node]) nodes.push(node);
    drawNodes(pen, nodes);
    if (!veil) {
      if (!frame.moving || nodes.length < 3000) nodeLabels(labels, nodes);
      drawLabels(pen, labels.slice(0, 4000), frame.moving ? 16 : Math.max(16, ((frame.width + 2 * frame.marginX) * (frame.height + 2 * frame.marginY)) / 14000), inTime() ? null : hiding(nodes));
    }
  };
  const paintRim = (pen) => {
    pen.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0); pen.clearRect(0, 0, frame.width, frame.height);
    if (state.mode === "map") return;
    if (!veil) drawLabels(pen, rimLabels(), 60);
    drawAxis(pen);
  };

  // ---- what is lit up
  const litBy = (thing) => {
    if (!thing) return null;
    const nodes = new Set(), pairs = new Set();
    if (thing.kind === "pair") { const pair = graph.pairs[thing.number]; nodes.add(pair.low).add(pair.high); pairs.add(pair); return { nodes, pairs, main: -1 }; }
    if (thing.kind === "listing") { graph.listings[thing.number].members.forEach((node) => nodes.add(node)); return { nodes, pairs, main: -1 }; }
    nodes.add(thing.number);
    for (const node of graph.members.get(thing.number) ?? []) nodes.add(node);
    for (const link of graph.touching[thing.number]) {
      if (state.hiddenRelations.has(graph.relation[link])) continue;
      const other = graph.start[link] === thing.number ? graph.end[link] : graph.start[link];
      nodes.add(other);
      pairs.add(graph.pairs[graph.pairBetween(thing.number, other)]);
    }
    return { nodes, pairs, main: thing.number };
  };
  const paintAbove = (pen) => {
    clear(pen);
    const thing = hovered ?? state.chosen, lit = litBy(thing);
    veil = lit || shown.match;
    if (shown.match && !lit) {
      cover(pen, 0.82);
      const found = listedRows();
      drawNodes(pen, found, found.length < 2000 ? 3 : 0);
      const labels = []; nodeLabels(labels, found.slice(0, 400), found.length < 60);
      drawLabels(pen, labels, 40, inTime() ? null : hiding(found));
    }
    if (lit) {
      cover(pen, hovered && !state.chosen ? 0.66 : 0.8);
      pen.lineWidth = 1.2;
      for (const pair of lit.pairs) drawPair(pen, pair, lit.nodes.size < 60);
      drawNodes(pen, lit.nodes, 3);
      if (lit.main >= 0 && inPicture(lit.main)) {
        const [x, y] = toScreen(places.x[lit.main], places.y[lit.main]);
        pen.strokeStyle = paper.ink; pen.lineWidth = 2; pen.beginPath(); pen.arc(x, y, radius(lit.main) + 4, 0, 7); pen.stroke();
      }
      const labels = [];
      nodeLabels(labels, [...lit.nodes].filter((node) => node !== lit.main), lit.nodes.size < 40);
      const own = [];
      if (lit.main >= 0 && !hovered) nodeLabels(own, [lit.main], true);  // under the mouse the tip says it
      own.forEach((label) => Object.assign(label, { weight: 1e9, bold: true, most: Infinity }));
      drawLabels(pen, [...own, ...labels], 24, inTime() ? null : hiding(lit.nodes));
    }
    for (const node of state.pins) {
      if (!inPicture(node)) continue;
      const [x, y] = toScreen(places.x[node], places.y[node]);
      pen.strokeStyle = paper.accent; pen.lineWidth = 2; pen.setLineDash([3, 3]); pen.beginPath(); pen.arc(x, y, radius(node) + 6, 0, 7); pen.stroke(); pen.setLineDash([]);
    }
    if (state.pins.size && !lit) { const labels = []; nodeLabels(labels, state.pins, true); drawLabels(pen, labels, 30); }
  };
  const drawPair = (pen, pair, arrows) => {
    if (!inPicture(pair.low) || !inPicture(pair.high)) return;
    const [x1, y1] = toScreen(places.x[pair.low], places.y[pair.low]), [x2, y2] = toScreen(places.x[pair.high], places.y[pair.high]);
    pair.links.slice(0, 12).forEach((link, place) => {
      if (state.hiddenRelations.has(graph.relation[link])) return;
      const share = fan(Math.min(12, pair.links.length), place);
      pen.strokeStyle = pen.fillStyle = graph.relation[link] === "reprint" ? PALETTE[1] : paper.quiet;
      pen.beginPath(); bend(pen, x1, y1, x2, y2, share); pen.stroke();
      if (arrows) arrow(pen, x1, y1, x2, y2, share, graph.start[link] === pair.low, graph.end[link]);
    });
  };
  const arrow = (pen, x1, y1, x2, y2, share, forward, target) => {
    const middle = [(x1 + x2) / 2 - (y2 - y1) * share, (y1 + y2) / 2 + (x2 - x1) * share];
    const [tx, ty] = forward ? [x2, y2] : [x1, y1], [fx, fy] = share ? middle : forward ? [x1, y1] : [x2, y2];
    const angle = Math.atan2(ty - fy, tx - fx), r = radius(target) + 2, size = 6;
    if (Math.hypot(x2 - x1, y2 - y1) < r + 8) return;
    const x = tx - Math.cos(angle) * r, y = ty - Math.sin(angle) * r;
    pen.beginPath(); pen.moveTo(x, y);
    pen.lineTo(x - size * Math.cos(angle - 0.45), y - size * Math.sin(angle - 0.45));
    pen.lineTo(x - size * Math.cos(angle + 0.45), y - size * Math.sin(angle + 0.45)); pen.fill();
  };

  // ---- frames
  // What the canvases show: from where it was drawn, what that took, and when.
  const drawn = { x: 0, y: 0, k: 0, took: 0, at: 0, sharp: false };
  // A canvas on which nothing stands is taken away: even an empty one has to be laid over the others for each frame.
  const drawLit = () => {
    const none = !hovered && !state.chosen && !shown.match && !state.pins.size;
    if (!none || !above.hidden) paintAbove(above.getContext("2d"));
    above.hidden = none;
  };
  const drawRim = () => {
    rim.hidden = state.mode === "map";
    if (!rim.hidden) paintRim(rim.getContext("2d"));
  };
  const paint = () => {
    const begun = performance.now();
    veil = Boolean(hovered ?? state.chosen) || Boolean(shown.match);
    for (const canvas of [scene, above]) canvas.style.transform = "";
    paintScene(scene.getContext("2d"));
    drawLit();
    drawRim();
    const now = performance.now();
    Object.assign(drawn, view, { took: now - begun, at: now, sharp: !frame.moving });
    document.documentElement.dataset.frames = Number(document.documentElement.dataset.frames ?? 0) + 1;
  };
  // A picture that is quick to draw is drawn anew for each frame. Of another the last one is moved and stretched, and
  // drawn anew, thinned, only where it no longer covers the box, and not so often that the movement would falter.
  const glide = () => {
    const scale = view.k / drawn.k, dx = (drawn.x - view.x) * view.k, dy = (drawn.y - view.y) * view.k;
    const covers = Math.abs(dx) + frame.width / 2 <= (frame.width / 2 + frame.marginX) * scale + 1 && Math.abs(dy) + frame.height / 2 <= (frame.height / 2 + frame.marginY) * scale + 1;
    if ((!covers || scale > 2.5) && performance.now() - drawn.at > 6 * drawn.took) return false;
    for (const canvas of [scene, above]) canvas.style.transform = `translate(${dx}px, ${dy}px) scale(${scale})`;
    drawRim();
    return true;
  };
  const onFrame = () => {
    asked = 0;
    if (state.mode === "table") return;
    if (frame.moving && !stale && drawn.took > QUICK && drawn.k && glide()) return;
    stale = false;
    paint();
  };
  const request = () => { asked ||= requestAnimationFrame(onFrame); };
  let stale = true;
  const draw = () => { stale = true; request(); };
  const drawAbove = () => {
    const lit = Boolean(hovered ?? state.chosen) || Boolean(shown.match);
    if (lit !== Boolean(veil) || frame.moving || state.mode === "table") draw();
    else drawLit();
  };
  const move = () => {
    frame.moving = true; request();
    clearTimeout(settle);
    settle = setTimeout(() => { frame.moving = false; draw(); changed("view"); }, 140);
  };
  const measureBox = () => {
    const size = box.getBoundingClientRect();
    frame.width = Math.max(size.width, 50); frame.height = Math.max(size.height, 50); frame.ratio = Math.min(window.devicePixelRatio || 1, 2);
    frame.marginX = Math.round(frame.width / 4); frame.marginY = Math.round(frame.height / 4);
    for (const canvas of [scene, above]) {
      canvas.width = (frame.width + 2 * frame.marginX) * frame.ratio; canvas.height = (frame.height + 2 * frame.marginY) * frame.ratio;
      Object.assign(canvas.style, { left: `${-frame.marginX}px`, top: `${-frame.marginY}px`, width: `${frame.width + 2 * frame.marginX}px`, height: `${frame.height + 2 * frame.marginY}px` });
    }
    rim.width = frame.width * frame.ratio; rim.height = frame.height * frame.ratio;
    draw();
  };

  // ---- the camera
  // On a phone the panel lies over the lower part of the picture.
  const sheet = () => (state.chosen && innerWidth <= 820 ? Math.max(0, box.getBoundingClientRect().bottom - innerHeight * 0.5) : 0);
  const fit = (nodes) => { Object.assign(view, fitted(nodes, sheet())); move(); };
  // Shift and the wheel: time wider or narrower, the rows as they are.
  const stretch = (factor, x = frame.width / 2) => {
    const before = arrangement().stretch, [wx] = toWorld(x, 0);
    stretchTo(Math.min(Math.max(before * factor, 0.2), MOST_STRETCH));
    view.x = (wx * arrangement().stretch) / before - (x - frame.width / 2) / view.k;
    frame.moving = true; draw(); move();
  };
  const zoom = (factor, x = frame.width / 2, y = frame.height / 2) => {
    const [wx, wy] = toWorld(x, y);
    view.k = Math.min(Math.max(view.k * factor, 0.004), 6);
    view.x = wx - (x - frame.width / 2) / view.k; view.y = wy - (y - frame.height / 2) / view.k;
    move();
  };
  const pan = (dx, dy) => { view.x -= dx / view.k; view.y -= dy / view.k; move(); };
  const centre = (node, least = 0) => { view.k = Math.max(view.k, least); view.x = places.x[node]; view.y = places.y[node] + sheet() / 2 / view.k; move(); };

  // ---- what is under a point
  const at = (x, y) => {
    const [wx, wy] = toWorld(x, y);
    let best = -1, nearest = Infinity;
    for (let node = 0; node < graph.count; node++) {
      if (!inPicture(node)) continue;
      const distance = Math.hypot(places.x[node] - wx, places.y[node] - wy) * view.k - radius(node);
      if (distance < 6 && distance < nearest) { nearest = distance; best = node; }
    }
    if (best >= 0) return { kind: "node", number: best };
    return pairAt(x, y) ?? bubbleAt(wx, wy);
  };
  const pairAt = (x, y) => {
    const lit = state.chosen && litBy(state.chosen);
    const list = lit ? [...lit.pairs] : state.mode === "map" ? bundle().loose : [];
    let best = null, nearest = 5;
    for (const pair of list) {
      if (!inPicture(pair.low) || !inPicture(pair.high)) continue;
      const [x1, y1] = toScreen(places.x[pair.low], places.y[pair.low]), [x2, y2] = toScreen(places.x[pair.high], places.y[pair.high]);
      if (Math.max(x1, x2) < x - 5 || Math.min(x1, x2) > x + 5 || Math.max(y1, y2) < y - 5 || Math.min(y1, y2) > y + 5) continue;
      const length = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
      const share = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
      const distance = Math.hypot(x1 + share * (x2 - x1) - x, y1 + share * (y2 - y1) - y);
      if (distance < nearest) { nearest = distance; best = pair; }
    }
    return best && { kind: "pair", number: graph.pairs.indexOf(best) };
  };

  return {
    element: box, frame, draw, fit, zoom, stretch, pan, centre, at, resize: measureBox, toScreen, toWorld,
    onNode: (node, x, y) => { const [sx, sy] = toScreen(places.x[node], places.y[node]); return inPicture(node) && Math.hypot(sx - x, sy - y) <= radius(node) + 6; },
    hover: (thing, moved = false) => { if (moved || !sameThing(hovered, thing)) { hovered = thing; drawAbove(); } },
    view: () => ({ ...view }), setView: (wanted) => { Object.assign(view, wanted); move(); },
    size: () => [frame.width, frame.height],
    picture: (scale) => {
      const canvas = document.createElement("canvas"), before = [frame.ratio, frame.marginX, frame.marginY];
      canvas.width = frame.width * scale; canvas.height = frame.height * scale;
      const pen = canvas.getContext("2d");
      frame.moving = false; frame.ratio = scale; frame.marginX = frame.marginY = 0; veil = Boolean(state.chosen) || Boolean(shown.match);
      paintScene(pen);
      const layer = document.createElement("canvas");
      layer.width = canvas.width; layer.height = canvas.height;
      paintAbove(layer.getContext("2d"));
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.drawImage(layer, 0, 0);
      paintRim(layer.getContext("2d"));
      pen.drawImage(layer, 0, 0);
      [frame.ratio, frame.marginX, frame.marginY] = before;
      pen.globalCompositeOperation = "destination-over"; pen.fillStyle = paper.paper; pen.fillRect(0, 0, canvas.width, canvas.height);
      return canvas;
    },
  };
};
