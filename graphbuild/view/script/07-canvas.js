// The picture on a canvas. Level of detail: while it moves, links and labels are thinned; what a mouse or a choice
// lights up is drawn on a second canvas above, so that the first need not be drawn again.
const canvasStage = () => {
  const box = byId("picture"), scene = byId("scene"), above = byId("above"), rim = byId("rim");
  const view = { x: 0, y: 0, k: 1 };
  // The canvases reach beyond the box by a margin: while the picture moves, the last one drawn is moved as it is.
  let width = 0, height = 0, ratio = 1, moving = false, settle = 0, asked = 0, hovered = null, veil = null, marginX = 0, marginY = 0;
  const QUICK = 9; // milliseconds
  const FONT = '"Inter", system-ui, "Segoe UI", "Noto Sans", sans-serif';

  const toScreen = (x, y) => [(x - view.x) * view.k + width / 2, (y - view.y) * view.k + height / 2];
  const toWorld = (x, y) => [(x - width / 2) / view.k + view.x, (y - height / 2) / view.k + view.y];
  const radius = (node) => Math.max(radii[node] * view.k, graph.articles > 8000 ? 1.1 : 1.7);

  const onScreen = (left, top, right, bottom) => {
    const [x1, y1] = toScreen(left, top), [x2, y2] = toScreen(right, bottom);
    return x2 > -marginX - 20 && y2 > -marginY - 20 && x1 < width + marginX + 20 && y1 < height + marginY + 20;
  };

  // ---- the scene
  const clear = (pen) => {
    pen.setTransform(ratio, 0, 0, ratio, marginX * ratio, marginY * ratio);
    pen.clearRect(-marginX, -marginY, width + 2 * marginX, height + 2 * marginY);
  };
  const cover = (pen, share) => {
    pen.fillStyle = paper.paper; pen.globalAlpha = share;
    pen.fillRect(-marginX, -marginY, width + 2 * marginX, height + 2 * marginY);
    pen.globalAlpha = 1;
  };

  // The discs of the map of which something is shown, once for each filter.
  const discs = { of: null, list: [], large: 0 };
  const shownDiscs = () => {
    if (discs.of !== shown.pairs) {
      const list = data.map.circles.map(([kind, key, x, y, r]) => ({ kind, key, x, y, r, members: kind === "listing" ? graph.listings[key].members : graph.members.get(key) ?? [] }))
        .filter(({ kind, members }) => kind === "region" || members.some((node) => shown.node[node]));
      const sizes = list.filter(({ kind }) => kind !== "region").map(({ members }) => members.length).sort((one, other) => other - one);
      Object.assign(discs, { of: shown.pairs, list, large: Math.max(sizes[Math.min(sizes.length - 1, 15)] ?? 0, 4) });
    }
    return discs.list;
  };
  const drawBubbles = (pen, labels) => {
    const { alone } = arrangement();
    const paths = { listing: new Path2D(), story: new Path2D(), region: new Path2D() };
    for (const { kind, key, x, y, r, members } of shownDiscs()) {
      const sx = (x - view.x) * view.k + width / 2, sy = (y - view.y) * view.k + height / 2, size = r * view.k;
      if (sx + size < -marginX || sy + size < -marginY || sx - size > width + marginX || sy - size > height + marginY || size < (moving ? 4 : 2)) continue;
      paths[kind].moveTo(sx + size, sy);
      paths[kind].arc(sx, sy, size, 0, 7);
      if (size > (kind === "story" ? 13 : 24) || (size > 3 && members.length >= discs.large)) {
        const name = kind === "listing" ? graph.listings[key].name : graph.label[key];
        labels.push({ size: size < 26 ? 11 : undefined, text: name, x: sx, y: sy - size, width: Math.max(size * 1.9, 90), weight: (kind === "region" ? 3e6 : kind === "story" ? 2e6 : 1e6) + members.length, bold: true, kind });
      }
    }
    pen.fillStyle = paper.bubble; pen.strokeStyle = paper.region; pen.lineWidth = 1;
    pen.fill(paths.listing); pen.fill(paths.story);
    if (!moving || discs.list.length < 400) pen.stroke(paths.story);
    pen.setLineDash([2, 4]); pen.stroke(paths.region); pen.setLineDash([]);
    if (alone && onScreen(...alone)) {
      const [x, y] = toScreen(alone[0], alone[1]);
      if (view.k > 0.02) labels.push({ text: "Articles that no list and no story ties to another", x, y: y - 4, left: true, width: 460, weight: 1e5, kind: "alone" });
    }
  };

  const drawLanes = (pen, labels) => {
    const { lanes, bands } = arrangement();
    for (const [key, left, top, right, bottom] of bands) {
      if (key < 0 || !onScreen(left, top, right, bottom)) continue;
      const [, y] = toScreen(left, top);
      pen.strokeStyle = paper.region; pen.lineWidth = 1;
      pen.beginPath(); pen.moveTo(-marginX, y - 0.35 * CELL * view.k); pen.lineTo(width + marginX, y - 0.35 * CELL * view.k); pen.stroke();
    }
    lanes.forEach(([key, left, top, right, bottom], row) => {
      if (!onScreen(left, top, right, bottom)) return;
      const [x1, y1] = toScreen(left, top), [x2, y2] = toScreen(right, bottom);
      if (state.mode === "outlets") {
        if (row % 2 === 0) { pen.fillStyle = paper.bubble; pen.fillRect(-marginX, y1 - CELL * view.k / 2, width + 2 * marginX, y2 - y1 + CELL * view.k); }
        return;
      }
      const members = key < graph.count ? graph.members.get(key) ?? [] : graph.listings[key - graph.count].members;
      if (!members.some((node) => shown.node[node])) return;
      pen.fillStyle = paper.bubble;
      pen.beginPath(); pen.roundRect(x1, y1, Math.max(x2 - x1, 2), y2 - y1, Math.min(8, (y2 - y1) / 2)); pen.fill();
      const name = key < graph.count ? graph.label[key] : graph.listings[key - graph.count].name;
      if (CELL * view.k <= 9 && members.length > 2) labels.push({ text: name, x: x2 + 3, y: (y1 + y2) / 2 + 7, left: true, width: 190, size: 11, weight: 1e6 + members.length, kind: "lane" });
      if (CELL * view.k > 9) {
        labels.push({ text: name, x: Math.max(x1 + 4, 6), y: y1 - 2, left: true, width: Math.max(x2 - Math.max(x1, 0), 150), weight: 1e6 + members.length, kind: "lane" });
      }
    });
  };

  // Names at the left edge, which stay there while the picture moves.
  const rimLabels = () => {
    const { lanes, bands } = arrangement(), labels = [];
    if (state.mode === "time") for (const [key, left, top, right, bottom] of bands) {
      const [, y] = toScreen(left, top), [, y2] = toScreen(right, bottom);
      if (key >= 0 && y2 - y > 16 && y2 > 46 && y < height) labels.push({ text: graph.label[key], x: 8, y: Math.max(y + 20, 46), left: true, width: 150, size: 13, weight: 3e6, bold: true, kind: "region" });
    }
    else lanes.forEach(([key, left, top, right, bottom], row) => {
      const [, y1] = toScreen(left, top), [, y2] = toScreen(right, bottom), room = y2 - y1 + CELL * view.k;
      if (room > 9) labels.push({ text: key < 0 ? "All other outlets" : graph.label[key], x: 10, y: (y1 + y2) / 2 + 4, left: true, width: 190, weight: 2e6 - row, size: room > 14 ? 12 : 10, kind: "outlet" });
    });
    return labels;
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
    const close = view.k * CELL > 16 && !moving;
    const list = close && view.k * CELL > 60 ? shown.pairs : close ? [...loose, ...bundles.flatMap(({ pairs }) => pairs)] : loose;
    const every = moving ? Math.ceil(list.length / 2500) : 1;
    pen.strokeStyle = paper.edge;
    pen.lineCap = "round";
    if (!close) for (const { groups, pairs } of bundles) {
      if (pairs.length < (moving || bundles.length > 800 ? 8 : 2)) continue;
      pen.globalAlpha = Math.min(0.12 + pairs.length / 120, 0.4);
      pen.lineWidth = Math.min(0.6 + Math.log2(pairs.length) * 0.45, 3.5);
      pen.beginPath(); pen.moveTo(...toScreen(...centres.get(groups[0]))); pen.lineTo(...toScreen(...centres.get(groups[1]))); pen.stroke();
    }
    pen.lineWidth = Math.max(1 / ratio, close && list.length < 4000 ? 1 : 1 / ratio);
    pen.globalAlpha = list.length > 12000 ? 0.35 : 0.75;
    pen.beginPath();
    for (let place = 0; place < list.length; place += every) {
      const pair = list[place];
      if (!inPicture(pair.low) || !inPicture(pair.high)) continue;
      const [x1, y1] = toScreen(places.x[pair.low], places.y[pair.low]), [x2, y2] = toScreen(places.x[pair.high], places.y[pair.high]);
      if (Math.max(x1, x2) < -marginX || Math.min(x1, x2) > width + marginX || Math.max(y1, y2) < -marginY || Math.min(y1, y2) > height + marginY) continue;
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
      const x = (places.x[node] - view.x) * view.k + width / 2, y = (places.y[node] - view.y) * view.k + height / 2, r = Math.max(radius(node), least);
      if (x < -marginX - r || y < -marginY - r || x > width + marginX + r || y > height + marginY + r) continue;
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
        else if (r < (moving || spots.length > 12000 ? 2 : 1.2)) pen.rect(x - r, y - r, 2 * r, 2 * r);
        else { const rim = hollow ? r - Math.min(2.2, r * 0.14) : r; pen.moveTo(x + rim, y); pen.arc(x, y, rim, 0, 6.2832); }
      }
      if (hollow) { pen.fillStyle = paper.paper; pen.fill(); pen.globalAlpha = 0.28; pen.fillStyle = color; pen.fill(); pen.globalAlpha = 1; pen.strokeStyle = color; pen.lineWidth = 1.6; pen.stroke(); }
      else { pen.fillStyle = color; pen.fill(); if (!moving && view.k * CELL > 12) { pen.strokeStyle = paper.paper; pen.lineWidth = 1; pen.stroke(); } }
    }
  };

  // ---- labels, the weightiest first, none on another
  const wrap = (pen, text, most, lines) => {
    const signs = Array.from(text).slice(0, 120), rows = [];
    let words = signs.join("").split(/\s+/), row = "";
    for (let place = 0; place < words.length; place++) {
      const longer = row ? `${row} ${words[place]}` : words[place];
      if (pen.measureText(longer).width <= most || !row) { row = longer; continue; }
      rows.push(row); row = words[place];
      if (rows.length === lines) break;
    }
    if (rows.length < lines) rows.push(row);
    else rows[lines - 1] += "…";
    return rows.map((line) => {
      if (pen.measureText(line).width <= most * 1.15) return line;
      let letters = Array.from(line);
      while (letters.length > 3 && pen.measureText(`${letters.join("")}…`).width > most) letters = letters.slice(0, Math.floor(letters.length * 0.9));
      return `${letters.join("")}…`;
    });
  };
  const drawLabels = (pen, labels, most, taken = []) => {
    labels.sort((one, other) => other.weight - one.weight);
    let drawn = 0, tried = 0;
    pen.lineJoin = "round";
    for (const label of labels) {
      if (drawn >= most || tried++ > most * 8) break;
      if (label.y < -marginY - 40 || label.y > height + marginY + 40 || label.x < -marginX - 400 || label.x > width + marginX + 200) continue;
      const size = label.size ?? (label.kind === "region" ? 15 : label.bold ? 13 : 12);
      pen.font = `${label.bold ? 600 : 400} ${size}px ${FONT}`;
      const rows = wrap(pen, label.text, Math.min(label.width, 300), label.kind === "lane" || label.kind === "outlet" ? 1 : 2);
      const wide = Math.max(...rows.map((row) => pen.measureText(row).width)), high = rows.length * (size + 2);
      let x = label.left ? label.x : label.x - wide / 2, y = label.y - high;
      if (!label.left && label.x > 0 && label.x < width) x = Math.min(Math.max(x, 6), Math.max(width - wide - 6, 6));
      if (label.sure || (label.kind === "region" && label.y > -high)) y = Math.max(y, 4);
      if (x + wide < -marginX || x > width + marginX || y + high < -marginY || y > height + marginY) continue;
      if (!label.sure && taken.some(([l, t, r, b]) => x < r && x + wide > l && y < b && y + high > t)) continue;
      const room = label.kind === "outlet" ? -2 : 3;
      taken.push([x - 6, y - room, x + wide + 6, y + high + room]);
      pen.textAlign = "left"; pen.textBaseline = "top";
      pen.strokeStyle = paper.paper; pen.lineWidth = 3.5; pen.globalAlpha = 0.9;
      rows.forEach((row, line) => pen.strokeText(row, x + (label.left ? 0 : (wide - pen.measureText(row).width) / 2), y + line * (size + 2)));
      pen.globalAlpha = 1; pen.fillStyle = label.kind === "region" || label.kind === "alone" ? paper.quiet : paper.ink;
      rows.forEach((row, line) => pen.fillText(row, x + (label.left ? 0 : (wide - pen.measureText(row).width) / 2), y + line * (size + 2)));
      drawn++;
    }
    return taken;
  };
  const nodeLabels = (labels, nodes, sure = false) => {
    const enough = sure || view.k * CELL > 34;
    for (const node of nodes) {
      if (!inPicture(node) || (!enough && isArticle(node) && !state.pins.has(node))) continue;
      const [x, y] = toScreen(places.x[node], places.y[node]);
      if (x < -marginX || y < -marginY || x > width + marginX || y > height + marginY) continue;
      labels.push({ text: graph.label[node], x, y: y - radius(node) - 2, width: sure ? 220 : Math.max(110, CELL * view.k * 1.6), weight: (state.pins.has(node) ? 1e7 : 0) + radii[node] + (isArticle(node) ? 0 : 100), kind: "node" });
    }
  };

  const drawAxis = (pen) => {
    if (state.mode === "map" || !Number.isFinite(firstTime)) return;
    const [from] = toWorld(0, 0), [to] = toWorld(width, 0);
    const first = timeAt(from), last = timeAt(to), perDay = (width * 86400) / (last - first);
    pen.fillStyle = paper.paper; pen.globalAlpha = 0.88; pen.fillRect(0, 0, width, 24); pen.globalAlpha = 1;
    pen.font = `500 11px ${FONT}`; pen.textBaseline = "middle"; pen.textAlign = "left";
    const tick = (time, text) => {
      const [x] = toScreen(placeOfTime(time), 0);
      if (x < -60 || x > width) return;
      pen.strokeStyle = paper.line; pen.lineWidth = 1; pen.beginPath(); pen.moveTo(x, 0); pen.lineTo(x, height); pen.stroke();
      pen.fillStyle = paper.quiet; pen.fillText(text, x + 4, 12);
    };
    const start = new Date(Math.max(first, firstTime - 366 * 86400) * 1000);
    if (perDay > 9) {
      const each = perDay > 55 ? 1 : 7;
      for (let day = Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()) / 1000, n = 0; day < Math.min(last, lastTime + 86400 * 31) && n < 400; day += 86400 * each, n++) tick(day, `${new Date(day * 1000).getUTCDate()} ${MONTHS[new Date(day * 1000).getUTCMonth()]} ${new Date(day * 1000).getUTCFullYear()}`.slice(0, each === 1 ? 11 : 6));
      return;
    }
    const months = perDay * 30.4 > 74 ? 1 : perDay * 30.4 > 26 ? 3 : 12;
    for (let n = 0; n < 600; n++) {
      const month = new Date(Date.UTC(start.getUTCFullYear(), months === 12 ? n * 12 : Math.floor(start.getUTCMonth() / months) * months + n * months, 1));
      const time = month.getTime() / 1000;
      if (time > Math.min(last, lastTime + 86400 * 31)) break;
      tick(time, months === 12 ? String(month.getUTCFullYear()) : `${MONTHS[month.getUTCMonth()]} ${month.getUTCFullYear()}`);
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
      if (!moving || nodes.length < 3000) nodeLabels(labels, nodes);
      drawLabels(pen, labels.slice(0, 4000), moving ? 16 : Math.max(16, ((width + 2 * marginX) * (height + 2 * marginY)) / 14000));
    }
  };
  const paintRim = (pen) => {
    pen.setTransform(ratio, 0, 0, ratio, 0, 0); pen.clearRect(0, 0, width, height);
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
      drawLabels(pen, labels, 40);
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
      if (lit.main >= 0) nodeLabels(own, [lit.main], true);
      own.forEach((label) => { label.weight = 1e9; label.bold = true; });
      drawLabels(pen, [...own, ...labels], 24);
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
  const paint = () => {
    const begun = performance.now();
    veil = Boolean(hovered ?? state.chosen) || Boolean(shown.match);
    for (const canvas of [scene, above]) canvas.style.transform = "";
    paintScene(scene.getContext("2d"));
    paintAbove(above.getContext("2d"));
    paintRim(rim.getContext("2d"));
    const now = performance.now();
    Object.assign(drawn, view, { took: now - begun, at: now, sharp: !moving });
    document.documentElement.dataset.frames = Number(document.documentElement.dataset.frames ?? 0) + 1;
  };
  // A picture that is quick to draw is drawn anew for each frame. Of another the last one is moved and stretched, and
  // drawn anew, thinned, only where it no longer covers the box, and not so often that the movement would falter.
  const glide = () => {
    const scale = view.k / drawn.k, dx = (drawn.x - view.x) * view.k, dy = (drawn.y - view.y) * view.k;
    const covers = Math.abs(dx) + width / 2 <= (width / 2 + marginX) * scale + 1 && Math.abs(dy) + height / 2 <= (height / 2 + marginY) * scale + 1;
    if ((!covers || scale > 2.5) && performance.now() - drawn.at > 6 * drawn.took) return false;
    for (const canvas of [scene, above]) canvas.style.transform = `translate(${dx}px, ${dy}px) scale(${scale})`;
    paintRim(rim.getContext("2d"));
    return true;
  };
  const frame = () => {
    asked = 0;
    if (state.mode === "table") return;
    if (moving && !stale && drawn.took > QUICK && drawn.k && glide()) return;
    stale = false;
    paint();
  };
  const request = () => { asked ||= requestAnimationFrame(frame); };
  let stale = true;
  const draw = () => { stale = true; request(); };
  const drawAbove = () => {
    const lit = Boolean(hovered ?? state.chosen) || Boolean(shown.match);
    if (lit !== Boolean(veil) || moving || state.mode === "table") draw();
    else paintAbove(above.getContext("2d"));
  };
  const move = () => {
    moving = true; request();
    clearTimeout(settle);
    settle = setTimeout(() => { moving = false; draw(); changed("view"); }, 140);
  };
  const measureBox = () => {
    const size = box.getBoundingClientRect();
    width = Math.max(size.width, 50); height = Math.max(size.height, 50); ratio = Math.min(window.devicePixelRatio || 1, 2);
    marginX = Math.round(width / 4); marginY = Math.round(height / 4);
    for (const canvas of [scene, above]) {
      canvas.width = (width + 2 * marginX) * ratio; canvas.height = (height + 2 * marginY) * ratio;
      Object.assign(canvas.style, { left: `${-marginX}px`, top: `${-marginY}px`, width: `${width + 2 * marginX}px`, height: `${height + 2 * marginY}px` });
    }
    rim.width = width * ratio; rim.height = height * ratio;
    draw();
  };

  // ---- the camera
  // On a phone the panel lies over the lower part of the picture.
  const sheet = () => (state.chosen && innerWidth <= 820 ? Math.max(0, box.getBoundingClientRect().bottom - innerHeight * 0.5) : 0);
  const fit = (nodes) => {
    const [left, top, right, bottom] = extent(nodes ?? shownInPicture());
    const side = state.mode === "outlets" ? 200 : state.mode === "time" && arrangement().bands.length > 1 ? 150 : 0, head = state.mode === "map" ? 0 : 26;
    const foot = sheet() || (nodes ? 0 : 22);
    view.k = Math.min((width - side - 24) / (right - left), (height - head - foot - 24) / (bottom - top), nodes ? 1.2 : 1.6);
    view.x = (left + right) / 2 - side / 2 / view.k;
    view.y = (top + bottom) / 2 - (head - foot) / 2 / view.k;
    move();
  };
  const shownInPicture = () => { const nodes = []; for (let node = 0; node < graph.count; node++) if (inPicture(node)) nodes.push(node); return nodes; };
  const zoom = (factor, x = width / 2, y = height / 2) => {
    const [wx, wy] = toWorld(x, y);
    view.k = Math.min(Math.max(view.k * factor, 0.004), 6);
    view.x = wx - (x - width / 2) / view.k; view.y = wy - (y - height / 2) / view.k;
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
  const bubbleAt = (wx, wy) => {
    if (state.mode === "map") {
      let best = null;
      for (const [kind, key, x, y, r] of arrangement().circles) if (kind !== "region" && Math.hypot(wx - x, wy - y) < r && (!best || r < best.r)) best = { kind, key, r };
      return best && (best.kind === "listing" ? { kind: "listing", number: best.key } : { kind: "node", number: best.key });
    }
    for (const [key, left, top, right, bottom] of arrangement().lanes) {
      if (wx < left || wx > right || wy < top || wy > bottom) continue;
      if (state.mode === "outlets") return null;
      return key < graph.count ? { kind: "node", number: key } : { kind: "listing", number: key - graph.count };
    }
    return null;
  };

  return {
    element: box, draw, fit, zoom, pan, centre, at, resize: measureBox, toScreen, toWorld,
    onNode: (node, x, y) => { const [sx, sy] = toScreen(places.x[node], places.y[node]); return inPicture(node) && Math.hypot(sx - x, sy - y) <= radius(node) + 6; },
    hover: (thing, moved = false) => { if (moved || !sameThing(hovered, thing)) { hovered = thing; drawAbove(); } },
    view: () => ({ ...view }), setView: (wanted) => { Object.assign(view, wanted); move(); },
    size: () => [width, height],
    picture: (scale) => {
      const canvas = document.createElement("canvas"), before = [ratio, marginX, marginY];
      canvas.width = width * scale; canvas.height = height * scale;
      const pen = canvas.getContext("2d");
      moving = false; ratio = scale; marginX = marginY = 0; veil = Boolean(state.chosen) || Boolean(shown.match);
      paintScene(pen);
      const layer = document.createElement("canvas");
      layer.width = canvas.width; layer.height = canvas.height;
      paintAbove(layer.getContext("2d"));
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.drawImage(layer, 0, 0);
      paintRim(layer.getContext("2d"));
      pen.drawImage(layer, 0, 0);
      [ratio, marginX, marginY] = before;
      pen.globalCompositeOperation = "destination-over"; pen.fillStyle = paper.paper; pen.fillRect(0, 0, canvas.width, canvas.height);
      return canvas;
    },
  };
};
