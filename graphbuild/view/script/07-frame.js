// What the pictures by the canvas and by pyvis share: groups, lanes, their names, the axis of time, and how to see all.
// `frame` is what is seen: the camera `view`, the size of the box, how far the canvases reach beyond it (margins).
const FONT = '"Inter", system-ui, "Segoe UI", "Noto Sans", sans-serif';
// `spot` is the share of its size in which an article is drawn.
const newFrame = () => ({ view: { x: 0, y: 0, k: 1 }, width: 0, height: 0, ratio: 1, moving: false, marginX: 0, marginY: 0, spot: 1 });
const painter = (frame) => {
  const { view } = frame;
  const toScreen = (x, y) => [(x - view.x) * view.k + frame.width / 2, (y - view.y) * view.k + frame.height / 2];
  const toWorld = (x, y) => [(x - frame.width / 2) / view.k + view.x, (y - frame.height / 2) / view.k + view.y];
  const radius = (node) => Math.max(radii[node] * view.k * frame.spot, graph.articles > 8000 ? 1.1 : 1.7);

  const onScreen = (left, top, right, bottom) => {
    const [x1, y1] = toScreen(left, top), [x2, y2] = toScreen(right, bottom);
    return x2 > -frame.marginX - 20 && y2 > -frame.marginY - 20 && x1 < frame.width + frame.marginX + 20 && y1 < frame.height + frame.marginY + 20;
  };

  // The discs of the map of which something is shown, once for each filter. A region holds what lists and stories tie to
  // articles of its theme; so where a theme is asked for, the others would say what is not so.
  const discs = { of: null, list: [], large: 0, alone: false };
  const inRegion = ({ x, y, r }) => shown.articles.filter((node) => Math.hypot(arrangements.map.x[node] - x, arrangements.map.y[node] - y) < r);
  const shownDiscs = () => {
    if (discs.of !== shown.pairs) {
      const list = data.map.circles.map(([kind, key, x, y, r]) => ({ kind, key, x, y, r, members: kind === "listing" ? graph.listings[key].members : graph.members.get(key) ?? [] }))
        .filter((disc) => {
          if (disc.kind !== "region") return disc.members.some((node) => shown.node[node]);
          const inside = state.theme < 0 || disc.key === state.theme ? inRegion(disc) : [];
          const about = inside.filter((node) => graph.themes[node].includes(disc.key)).length;
          if (about < inside.length) disc.under = `${about} of ${plural(inside.length, "article")}`;
          return inside.length > 0;
        });
      const [left, top, right, bottom] = arrangements.map.alone ?? [0, 0, 0, 0];
      const alone = shown.articles.some((node) => arrangements.map.x[node] > left && arrangements.map.x[node] < right && arrangements.map.y[node] > top && arrangements.map.y[node] < bottom);
      const sizes = list.filter(({ kind }) => kind !== "region").map(({ members }) => members.length).sort((one, other) => other - one);
      Object.assign(discs, { of: shown.pairs, list, alone, large: Math.max(sizes[Math.min(sizes.length - 1, 15)] ?? 0, 4) });
    }
    return discs.list;
  };
  const drawBubbles = (pen, labels) => {
    const { alone } = arrangement();
    const spots = { listing: [], story: [], region: [] };
    for (const { kind, key, x, y, r, members, under } of shownDiscs()) {
      const sx = (x - view.x) * view.k + frame.width / 2, sy = (y - view.y) * view.k + frame.height / 2, size = r * view.k;
      if (sx + size < -frame.marginX || sy + size < -frame.marginY || sx - size > frame.width + frame.marginX || sy - size > frame.height + frame.marginY || size < (frame.moving ? 4 : 2)) continue;
      spots[kind].push([sx, sy, size]);
      if (size > (kind === "story" ? 13 : 24) || (size > 3 && members.length >= discs.large)) {
        const name = kind === "listing" ? graph.listings[key].name : graph.label[key];
        labels.push({ size: size < 26 ? 11 : undefined, text: name, under: size < 60 ? undefined : under, lines: kind === "region" ? 3 : undefined, x: sx, y: sy - size, round: kind === "region" ? undefined : size, most: Math.max(2, members.length / 3), width: Math.max(size * 1.9, 125), weight: (kind === "region" ? 3e6 : kind === "story" ? 2e6 : 1e6) + members.length, bold: true, kind });
      }
    }
    pen.fillStyle = paper.bubble; pen.strokeStyle = paper.region; pen.lineWidth = 1;
    const trace = (circles) => { pen.beginPath(); for (const [x, y, r] of circles) { pen.moveTo(x + r, y); pen.arc(x, y, r, 0, 7); } };
    trace(spots.listing); pen.fill();
    trace(spots.story); pen.fill();
    if (!frame.moving || discs.list.length < 400) pen.stroke();
    trace(spots.region); pen.setLineDash([2, 4]); pen.stroke(); pen.setLineDash([]);
    if (alone && discs.alone && onScreen(...alone)) {
      const [x, y] = toScreen(alone[0], alone[1]), [, bottom] = toScreen(alone[2], alone[3]);
      // Above the names of the first row.
      const over = namesArticles() ? Math.max(0, namesRows() * 14 + 5 + (18 - CELL / 2) * view.k) : 0;
      const text = data.scope ? "Articles tied to no other article of this view" : "Articles that no list and no story ties to another";
      // From afar the gap above the rows is narrower than a line of text: there is room below them.
      const line = bottom - y < 40 && !namesArticles() ? bottom + 19 : y - 4 - over;
      if (view.k > 0.02) labels.push({ text, x, y: line, left: true, width: 460, weight: 1e5, kind: "alone" });
    }
  };

  // Left of the first date stands what has none: behind a line, on a ground of its own, where no date is written.
  const UNDATED = -1.5 * CELL, NO_DATE = "No date";
  const undated = { of: null, any: false };
  const someUndated = () => {
    if (undated.of !== shown.pairs) Object.assign(undated, { of: shown.pairs, any: shown.articles.some((node) => Number.isNaN(graph.date[node])) });
    return undated.any;
  };
  const groundOfUndated = (pen) => {
    const [x] = toScreen(UNDATED, 0), left = -frame.marginX;
    if (x < left || !someUndated()) return;
    pen.fillStyle = paper.line; pen.globalAlpha = 0.35; pen.fillRect(left, -frame.marginY, x - left, frame.height + 2 * frame.marginY); pen.globalAlpha = 1;
  };

  // The bands of time in which something is shown, once for each filter.
  const filled = { of: null, tops: new Set() };
  const shownBands = () => {
    const { bands } = arrangement(), { y } = arrangements.time;
    if (filled.of !== shown.pairs) {
      const inside = (top, bottom) => shown.articles.some((node) => y[node] > top && y[node] < bottom);
      Object.assign(filled, { of: shown.pairs, tops: new Set(arrangements.time.bands.filter(([, , top, , bottom]) => inside(top, bottom)).map(([, , top]) => top)) });
    }
    return bands.filter(([, , top]) => filled.tops.has(top));
  };

  const drawLanes = (pen, labels) => {
    const { lanes } = arrangement();
    groundOfUndated(pen);
    drawGrid(pen);
    for (const [key, left, top, right, bottom] of state.mode === "time" ? shownBands() : []) {
      if (key < 0 || !onScreen(left, top, right, bottom)) continue;
      const [, y] = toScreen(left, top);
      pen.strokeStyle = paper.region; pen.lineWidth = 1;
      pen.beginPath(); pen.moveTo(-frame.marginX, y - 0.35 * CELL * view.k); pen.lineTo(frame.width + frame.marginX, y - 0.35 * CELL * view.k); pen.stroke();
    }
    lanes.forEach(([key, left, top, right, bottom], row) => {
      if (!onScreen(left, top, right, bottom)) return;
      const [x1, y1] = toScreen(left, top), [x2, y2] = toScreen(right, bottom);
      if (state.mode === "publishers") {
        if (row % 2 === 0) { pen.fillStyle = paper.bubble; pen.fillRect(-frame.marginX, y1 - CELL * view.k / 2, frame.width + 2 * frame.marginX, y2 - y1 + CELL * view.k); }
        return;
      }
      const members = key < graph.count ? graph.members.get(key) ?? [] : graph.listings[key - graph.count].members;
      const many = members.filter((node) => shown.node[node]).length;
      if (!many) return;
      pen.fillStyle = paper.bubble;
      pen.beginPath(); pen.roundRect(x1, y1, Math.max(x2 - x1, 2), y2 - y1, Math.min(8, (y2 - y1) / 2)); pen.fill();
      const name = key < graph.count ? graph.label[key] : graph.listings[key - graph.count].name;
      if (CELL * view.k <= 9 && many > 2) labels.push({ text: name, x: x2 + 3, flip: x1 - 3, least: rim(), y: (y1 + y2) / 2 + 7, left: true, width: 190, size: 11, weight: 1e6 + members.length, kind: "lane" });
      if (CELL * view.k > 9 && many > 1) {
        labels.push({ text: name, x: Math.max(x1 + 4, 6), y: y1 - 2, left: true, width: Math.max(x2 - Math.max(x1, 0), 150), weight: 1e6 + members.length, kind: "lane" });
      }
    });
  };

  // Where neighbours stand far enough apart, each has its name, narrow and of more rows, beside the other's.
  const namesArticles = () => CELL * view.k > (inTime() ? 13 : 34);
  const apart = () => CELL * view.k > 80;
  const namesWidth = () => (apart() ? (CELL * view.k - 8) / OVERHANG : 110);
  const namesRows = () => (apart() ? 3 : 2);

  const narrow = () => frame.width < 520;
  // How much of the left edge is for these names.
  const rim = () => {
    if (!inTime()) return 0;
    const names = state.mode === "publishers" ? (narrow() ? 110 : 200) : arrangement().bands.length > 1 ? (narrow() ? 88 : 150) : 0;
    return Math.max(names, someUndated() ? 60 : 0);
  };
  // Names at the left edge, which stay there while the picture moves.
  const rimLabels = () => {
    const { lanes } = arrangement(), labels = [];
    if (state.mode === "time") for (const [key, left, top, right, bottom] of shownBands()) {
      const [, y] = toScreen(left, top), [, y2] = toScreen(right, bottom);
      if (key >= 0 && y2 - y > 16 && y2 > 46 && y < frame.height) labels.push({ text: graph.label[key], x: narrow() ? 6 : 8, y: 0, top: Math.max(y + 4, 28), lines: Math.min(Math.max(Math.floor((y2 - y) / 16), 1), narrow() ? 4 : 2), left: true, width: narrow() ? 76 : 150, size: narrow() ? 11 : 13, weight: 3e6, bold: true, kind: "region" });
    }
    else lanes.forEach(([key, left, top, right, bottom], row) => {
      const [, y1] = toScreen(left, top), [, y2] = toScreen(right, bottom), room = y2 - y1 + CELL * view.k;
      if (room >= 9) labels.push({ text: key < 0 ? "All other publishers" : graph.label[key], x: 10, y: (y1 + y2) / 2 + 4, left: true, width: narrow() ? 100 : 190, weight: 2e6 - row, size: room > 14 ? 12 : 10, kind: "publisher" });
    });
    return labels;
  };

  // ---- labels, the weightiest first, none on another
  const OVERHANG = 1.15;  // how much wider than asked for a row may be
  const wrap = (pen, text, most, lines) => {
    if (text.includes("\n")) return text.split("\n").flatMap((line) => wrap(pen, line, most, 1));
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
      if (pen.measureText(line).width <= most * OVERHANG) return line;
      let letters = Array.from(line);
      while (letters.length > 3 && pen.measureText(`${letters.join("")}…`).width > most) letters = letters.slice(0, Math.floor(letters.length * 0.9));
      return `${letters.join("")}…`;
    });
  };
  // How many of these nodes a box of the screen would hide; null where there are so many that no name can spare them.
  const MOST_SPARED = 4000, SIDE = 64;
  const hiding = (nodes) => {
    const cells = new Map();
    let many = 0;
    for (const node of nodes) {
      if (!inPicture(node)) continue;
      const [x, y] = toScreen(places.x[node], places.y[node]), r = radius(node);
      if (x < -frame.marginX - r || y < -frame.marginY - r || x > frame.width + frame.marginX + r || y > frame.height + frame.marginY + r) continue;
      if (++many > MOST_SPARED) return null;
      for (let column = Math.floor((x - r) / SIDE); column <= (x + r) / SIDE; column++) for (let row = Math.floor((y - r) / SIDE); row <= (y + r) / SIDE; row++) {
        const key = column * 4096 + row;
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push([x, y, r, node]);
      }
    }
    return (left, top, right, bottom) => {
      const hidden = new Set();
      for (let column = Math.floor(left / SIDE); column <= right / SIDE; column++) for (let row = Math.floor(top / SIDE); row <= bottom / SIDE; row++) {
        for (const [x, y, r, node] of cells.get(column * 4096 + row) ?? []) {
          if (Math.hypot(x - Math.min(Math.max(x, left), right), y - Math.min(Math.max(y, top), bottom)) < r) hidden.add(node);
        }
      }
      return hidden.size;
    };
  };
  // Where the name of something round may stand: above it, below it, beside it.
  const spotsAround = ({ x, y, round }, wide, high) => [
    [x - wide / 2, y - high], [x - wide / 2, y + 2 * round + 1], [x + round + 5, y + round - high / 2], [x - round - 5 - wide, y + round - high / 2],
  ];
  const drawLabels = (pen, labels, most, hidden = null) => {
    const taken = [];
    labels.sort((one, other) => other.weight - one.weight);
    let drawn = 0, tried = 0;
    pen.lineJoin = "round";
    for (const label of labels) {
      if (drawn >= most || tried++ > most * 8) break;
      if (label.y < -frame.marginY - 40 || label.y > frame.height + frame.marginY + 40 || label.x < -frame.marginX - 400 || label.x > frame.width + frame.marginX + 200) continue;
      const size = label.size ?? (label.kind === "region" ? 15 : label.bold ? 13 : 12);
      pen.font = `${label.bold ? 600 : 400} ${size}px ${FONT}`;
      const lines = label.lines ?? (label.row || label.kind === "lane" || label.kind === "publisher" ? 1 : 2);
      let rows = wrap(pen, label.text, Math.min(label.width, 300), lines);
      if (label.under) rows.push(label.under);
      let wide = Math.max(...rows.map((row) => pen.measureText(row).width));
      const high = rows.length * (size + 2);
      let x = label.left ? label.x : label.x - wide / 2, y = label.top ?? label.y - high, indent = label.left ? 0 : 0.5;
      if (label.flip !== undefined && x < frame.width && x + wide > frame.width - 4) {
        if (label.flip - wide > (label.least ?? 0)) x = label.flip - wide;
        else if (label.least !== undefined && frame.width - x > 60) {
          rows = wrap(pen, label.text, (frame.width - x - 4) / OVERHANG, 1);
          wide = Math.max(...rows.map((row) => pen.measureText(row).width));
        }
      }
      if (!label.left && label.x > 0 && label.x < frame.width) x = Math.min(Math.max(x, 6), Math.max(frame.width - wide - 6, 6));
      if (label.kind === "region" && label.y > -high) y = Math.max(y, 4);
      if (x + wide < -frame.marginX || x > frame.width + frame.marginX || y + high < -frame.marginY || y > frame.height + frame.marginY) continue;
      const free = (left, top) => !taken.some(([l, t, r, b]) => left < r && left + wide > l && top < b && top + high > t);
      if (hidden && label.round !== undefined) {
        let least = Infinity, best = null;
        const seen = label.x > 0 && label.x < frame.width;
        for (const [place, [left, top]] of spotsAround({ ...label, x: x + wide / 2 }, wide, high).entries()) {
          if (!free(left, top) || (seen && place && (left < 4 || left + wide > frame.width - 4))) continue;
          const cost = hidden(left, top, left + wide, top + high - 2) + (place ? 0.3 : 0);
          if (cost < least) { least = cost; best = [left, top, [0.5, 0.5, 0, 1][place]]; }
        }
        if (!best || least >= label.most + 1) continue;
        [x, y, indent] = best;
      } else if (!free(x, y)) continue;
      const room = label.kind === "publisher" ? (size > 10 ? -2 : -2.5) : 3;
      taken.push([x - 6, y - room, x + wide + 6, y + high + room]);
      pen.textAlign = "left"; pen.textBaseline = "top";
      pen.strokeStyle = paper.paper; pen.lineWidth = 3.5; pen.globalAlpha = 0.9;
      const write = (how) => rows.forEach((row, line) => {
        if (label.under && line === rows.length - 1) pen.font = `400 ${size - 3}px ${FONT}`;
        pen[how](row, x + (wide - pen.measureText(row).width) * indent, y + line * (size + 2));
      });
      write("strokeText");
      pen.font = `${label.bold ? 600 : 400} ${size}px ${FONT}`;
      pen.globalAlpha = 1; pen.fillStyle = label.kind === "region" || label.kind === "alone" ? paper.quiet : paper.ink;
      write("fillText");
      drawn++;
    }
    return taken;
  };
  // Of an article in a story the story's name says what, and its own who and when; along a lane, who.
  const nameOf = (node, sure) => {
    const story = graph.story[node], source = graph.source[node];
    if (sure || state.mode === "publishers" || source < 0 || story < 0 || graph.members.get(story).length < 2) return graph.label[node];
    return state.mode === "time" || Number.isNaN(graph.date[node]) ? graph.label[source] : `${graph.label[source].replaceAll("\n", " ")}\n${dateOf(graph.date[node])}`;
  };
  const nodeLabels = (labels, nodes, sure = false) => {
    const enough = sure || namesArticles();
    for (const node of nodes) {
      if (!inPicture(node) || (!enough && isArticle(node) && !state.pins.has(node))) continue;
      const [x, y] = toScreen(places.x[node], places.y[node]);
      if (x < -frame.marginX || y < -frame.marginY || x > frame.width + frame.marginX || y > frame.height + frame.marginY) continue;
      const label = { text: nameOf(node, sure), weight: (state.pins.has(node) ? 1e7 : 0) + radii[node] + (isArticle(node) ? 0 : 100), kind: "node" };
      if (!inTime()) labels.push({ ...label, x, y: y - radius(node) - 2, round: radius(node) + 2, most: isArticle(node) ? 0 : (graph.members.get(node)?.length ?? 0) / 10, width: sure ? 220 : namesWidth(), lines: namesRows() });
      else labels.push({ ...label, x: x + radius(node) + 4, flip: x - radius(node) - 4, y: y + 7, width: sure ? 220 : 170, left: true, row: true });
    }
  };

  // Where a line of the grid stands between two places of the screen, and what date it is.
  const ticks = (left, right) => {
    const first = timeAt(toWorld(left, 0)[0]), last = timeAt(toWorld(right, 0)[0]), perDay = ((right - left) * 86400) / (last - first), found = [];
    if (!Number.isFinite(firstTime)) return found;
    const tick = (time, text) => found.push([toScreen(placeOfTime(time), 0)[0], text]);
    const start = new Date(Math.max(first, firstTime - 366 * 86400) * 1000);
    const end = Math.min(last, lastTime + 86400 * 31), day = 86400;
    if (perDay > 9) {
      const hours = perDay > 300 ? [1, 3, 6, 12].find((many) => (perDay * many) / 24 > 62) ?? 24 : 24;
      const each = hours < 24 ? hours * 3600 : day * ([1, 2, 7].find((days) => perDay * days > 78) ?? 14);
      let year = "";
      for (let time = Math.floor(start / 1000 / day) * day, n = 0; time < end && n < 400; time += each, n++) {
        if (time < first) continue;
        const text = dateOf(time);
        tick(time, time % day ? new Date(time * 1000).toISOString().slice(11, 16) : year === text.slice(-4) ? text.slice(0, -5) : text);
        if (!(time % day)) year = text.slice(-4);
      }
      return found;
    }
    const months = perDay * 30.4 > 74 ? 1 : perDay * 30.4 > 26 ? 3 : 12 * ([1, 2, 5, 10, 20, 50].find((years) => perDay * 365 * years > 36) ?? 100);
    const begins = months < 12 ? Math.floor(start.getUTCMonth() / months) * months : -12 * (start.getUTCFullYear() % (months / 12));
    for (let n = 0; n < 600; n++) {
      const month = new Date(Date.UTC(start.getUTCFullYear(), begins + n * months, 1));
      const time = month.getTime() / 1000;
      if (time > end) break;
      tick(time, months >= 12 ? String(month.getUTCFullYear()) : `${MONTHS[month.getUTCMonth()]} ${month.getUTCFullYear()}`);
    }
    return found;
  };
  const rule = (pen, x, top, bottom) => { pen.beginPath(); pen.moveTo(x, top); pen.lineTo(x, bottom); pen.stroke(); };
  // Behind what it measures.
  const drawGrid = (pen) => {
    const begin = someUndated() ? toScreen(UNDATED, 0)[0] : -Infinity;
    pen.strokeStyle = paper.line; pen.lineWidth = 1;
    for (const [x] of ticks(-frame.marginX, frame.width + frame.marginX)) if (x >= begin) rule(pen, x, -frame.marginY, frame.height + frame.marginY);
  };
  const nameUndated = (pen) => {
    const [x] = toScreen(UNDATED, 0);
    pen.fillStyle = paper.quiet;
    if (x > 0) pen.fillText(NO_DATE, Math.min(x, frame.width) - pen.measureText(NO_DATE).width - 5, 12);
    return x;
  };
  const drawAxis = (pen) => {
    if (!inTime()) return;
    pen.fillStyle = paper.paper; pen.globalAlpha = 0.88; pen.fillRect(0, 0, frame.width, 24); pen.globalAlpha = 1;
    pen.font = `500 11px ${FONT}`; pen.textBaseline = "middle"; pen.textAlign = "left";
    const begin = Math.max(someUndated() ? nameUndated(pen) : 0, 0);
    // What begins before the first date is written where the dates begin, if it has room there.
    let began = "";
    pen.strokeStyle = paper.line; pen.lineWidth = 1;
    for (const [x, text] of ticks(0, frame.width)) {
      if (x < begin) { began = text; continue; }
      if (began && x - begin > pen.measureText(began).width + 8) pen.fillText(began, begin + 4, 12);
      began = "";
      if (x > frame.width) break;
      rule(pen, x, 0, 24);
      pen.fillStyle = paper.quiet; pen.fillText(text, x + 4, 12);
    }
  };

  // The group under a point of the world.
  const bubbleAt = (wx, wy) => {
    if (!inTime()) {
      let best = null;
      for (const [kind, key, x, y, r] of arrangement().circles) if (kind !== "region" && Math.hypot(wx - x, wy - y) < r && (!best || r < best.r)) best = { kind, key, r };
      return best && (best.kind === "listing" ? { kind: "listing", number: best.key } : { kind: "node", number: best.key });
    }
    for (const [key, left, top, right, bottom] of arrangement().lanes) {
      if (wx < left || wx > right || wy < top || wy > bottom) continue;
      if (state.mode === "publishers") return null;
      return key < graph.count ? { kind: "node", number: key } : { kind: "listing", number: key - graph.count };
    }
    return null;
  };

  // How narrow time may be drawn before two articles of one row touch; on a phone they may lie half on each other, or
  // the rows would be too low for their names.
  const narrowest = (list) => {
    const last = new Map();
    let nearest = Infinity;
    for (const node of [...list].sort((one, other) => places.x[one] - places.x[other])) {
      nearest = Math.min(nearest, places.x[node] - (last.get(places.y[node]) ?? -Infinity));
      last.set(places.y[node], places.x[node]);
    }
    return Math.min(1, Math.max(((narrow() ? 0.4 : 0.9) * CELL) / nearest, 0.02));
  };
  // The camera that shows these nodes, or all, with room for the names at the edge and for what lies over the foot.
  const fitted = (nodes, foot = 0) => {
    const list = nodes ?? graph.id.map((_, node) => node).filter(inPicture), timed = inTime();
    const side = rim(), head = timed ? 26 : 0;
    // At the foot stands the caption, and above it, where all is seen, what those are that nothing ties.
    const under = foot || (!timed && !nodes && arrangement().alone ? 44 : 22);
    const wide = frame.width - side - 24, high = frame.height - head - under - 24, most = nodes ? 1.2 : list.length < 60 ? 2.4 : 1.6;
    if (timed) {
      stretchTo(1);
      const [left, top, right, bottom] = extent(list), k = Math.min(high / (bottom - top), 1);
      // Beside the last article its name has to find room.
      stretchTo(Math.min(Math.max((wide - 70) / k / Math.max(right - left - 80, CELL / 60), narrowest(list)), MOST_STRETCH));
    }
    const [left, top, right, bottom] = extent(list);
    const k = Math.min(wide / (right - left + (timed ? 70 / Math.max(wide / (right - left), 1e-3) : 0)), high / (bottom - top), timed ? 1 : most);
    const spare = timed ? Math.max(wide - (right - left) * k, 0) / 2 : 0;
    return { k, x: (left + right) / 2 - (side / 2 - spare) / k, y: (top + bottom) / 2 - (head - under) / 2 / k };
  };

  return { toScreen, toWorld, radius, drawBubbles, drawLanes, rimLabels, hiding, drawLabels, nodeLabels, drawAxis, fitted, bubbleAt };
};
