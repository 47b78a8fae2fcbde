// What is shown, as files: pictures of the view, and tables and networks of the shown articles that match the search.
const save = (name, content) => {
  const link = element("a", { href: URL.createObjectURL(content instanceof Blob ? content : new Blob([content.text], { type: content.type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

// A spreadsheet would run a cell that begins like a formula.
const cell = (value) => {
  const text = String(value ?? ""), safe = /^[=+\-@\t\r]/.test(text) && typeof value !== "number" ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const asCsv = () => {
  const head = ["id", "headline", "publisher", "published", "story", "themes", "topics", "times_listed", "own_file", "file", "line"];
  const rows = listedRows().map((node) => {
    const origin = graph.origin(node);
    return [graph.id[node], graph.label[node], graph.source[node] >= 0 ? graph.label[graph.source[node]] : "", Number.isNaN(graph.date[node]) ? "" : new Date(graph.date[node] * 1000).toISOString(),
      graph.story[node] >= 0 ? graph.label[graph.story[node]] : "", graph.themes[node].map((one) => graph.label[one]).join(" | "), graph.topics[node].map((one) => graph.label[one]).join(" | "),
      graph.listed[node], graph.own[node] ? "true" : "false", origin?.file, origin?.line];
  });
  return "\ufeff" + [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";  // the mark by which Excel knows UTF-8
};

// XML has no place for most control characters and lone surrogates.
const xml = (text) => String(text).replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const exported = () => {
  const nodes = new Set(listedRows());
  for (let node = graph.articles; node < graph.count; node++) if (shown.node[node]) nodes.add(node);
  return nodes;
};
const asGexf = () => {
  const nodes = exported(), names = ["kind", "publisher", "published", "story", "times_listed", "address"];
  const values = (node) => [graph.kind[node], graph.source[node] >= 0 ? graph.label[graph.source[node]] : "", Number.isNaN(graph.date[node]) ? "" : new Date(graph.date[node] * 1000).toISOString(), graph.story[node] >= 0 ? graph.label[graph.story[node]] : "", graph.listed[node], graph.web[node] ? graph.id[node] : ""];
  const { x, y } = arrangements.map;
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">', '<graph mode="static" defaultedgetype="directed">',
    `<attributes class="node">${names.map((name) => `<attribute id="${name}" title="${name}" type="${name === "times_listed" ? "integer" : "string"}"/>`).join("")}</attributes>`,
    '<attributes class="edge"><attribute id="relation" title="relation" type="string"/><attribute id="file" title="file" type="string"/><attribute id="line" title="line" type="integer"/></attributes>', "<nodes>"];
  for (const node of nodes) {
    const color = /^#/.test(colorOf(node)) ? [1, 3, 5].map((start) => parseInt(colorOf(node).slice(start, start + 2), 16)) : colorOf(node).match(/\d+/g);
    lines.push(`<node id="${xml(graph.id[node])}" label="${xml(graph.label[node])}"><attvalues>${values(node).map((value, index) => `<attvalue for="${names[index]}" value="${xml(value)}"/>`).join("")}</attvalues>` +
      `<viz:color r="${color[0]}" g="${color[1]}" b="${color[2]}"/><viz:position x="${x[node]}" y="${-y[node]}" z="0"/><viz:size value="${radii[node].toFixed(1)}"/></node>`);
  }
  lines.push("</nodes>", "<edges>");
  graph.start.forEach((from, link) => {
    if (!nodes.has(from) || !nodes.has(graph.end[link]) || state.hiddenRelations.has(graph.relation[link])) return;
    const facts = graph.evidence(link);
    lines.push(`<edge id="${link}" source="${xml(graph.id[from])}" target="${xml(graph.id[graph.end[link]])}" label="${xml(facts.relation)}"><attvalues><attvalue for="relation" value="${xml(facts.relation)}"/><attvalue for="file" value="${xml(facts.file ?? "")}"/><attvalue for="line" value="${facts.line}"/></attvalues></edge>`);
  });
  return [...lines, "</edges>", "</graph>", "</gexf>", ""].join("\n");
};

// A pen for what the pictures share, which writes SVG: groups, lanes, names, the axis.
const svgPen = (parts) => {
  const measure = document.createElement("canvas").getContext("2d");
  let path = [];
  const mark = (name, facts, text = "") => parts.push(`<${name} ${Object.entries(facts).map(([key, value]) => `${key}="${xml(typeof value === "number" ? Math.round(value * 10) / 10 : value)}"`).join(" ")}${text ? `>${text}</${name}>` : "/>"}`);
  const pen = {
    beginPath: () => { path = []; }, moveTo: (x, y) => path.push(["M", x, y]), lineTo: (x, y) => path.push(["L", x, y]),
    roundRect: (x, y, width, height, r) => path.push(["R", x, y, width, height, r]), arc: (x, y, r) => path.push(["C", x, y, r]),
    measureText: (text) => { measure.font = pen.font; return measure.measureText(text); },
    fillRect: (x, y, width, height) => mark("rect", { x, y, width, height, fill: pen.fillStyle, "fill-opacity": pen.globalAlpha }),
    strokeText: () => {}, setLineDash: (dash) => { pen.dash = dash.join(" "); },
    fillText: (text, x, y) => mark("text", {
      x, y: y + (pen.textBaseline === "top" ? parseFloat(pen.font.match(/[\d.]+px/)) * 0.95 : 4), "font-size": parseFloat(pen.font.match(/[\d.]+px/)), "font-weight": parseInt(pen.font) || 400,
      fill: pen.fillStyle, stroke: paper.paper, "stroke-width": 3, "paint-order": "stroke", "unicode-bidi": "plaintext",
    }, xml(text)),
    fill: () => draw({ fill: pen.fillStyle }), stroke: () => draw({ fill: "none", stroke: pen.strokeStyle, "stroke-width": pen.lineWidth, ...(pen.dash ? { "stroke-dasharray": pen.dash } : {}) }),
    globalAlpha: 1, font: "12px sans-serif", textBaseline: "alphabetic", dash: "",
  };
  const draw = (facts) => {
    for (const [kind, x, y, ...rest] of path) {
      if (kind === "C") mark("circle", { cx: x, cy: y, r: rest[0], ...facts });
      else if (kind === "R") mark("rect", { x, y, width: rest[0], height: rest[1], rx: rest[2], ...facts });
    }
    const lines = path.filter(([kind]) => kind === "M" || kind === "L");
    if (lines.some(([kind]) => kind === "L")) mark("path", { d: lines.map(([kind, x, y]) => `${kind}${x.toFixed(1)} ${y.toFixed(1)}`).join(""), ...facts });
  };
  return pen;
};

const asSvg = (stage) => {
  const [width, height] = stage.size(), { k } = stage.view(), parts = [], pen = svgPen(parts), labels = [];
  const line = (pair) => {
    const [x1, y1] = stage.toScreen(places.x[pair.low], places.y[pair.low]), [x2, y2] = stage.toScreen(places.x[pair.high], places.y[pair.high]);
    return `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`;
  };
  const { drawBubbles, drawLanes, hiding, drawLabels, nodeLabels, rimLabels, drawAxis } = painter({ ...stage.frame, spot: 1, marginX: 0, marginY: 0, moving: false });
  if (inTime()) drawLanes(pen, labels);
  else {
    drawBubbles(pen, labels);
    parts.push(`<g stroke="${paper.edge}" stroke-width="0.7">`, ...shown.pairs.filter((pair) => !pair.together && inPicture(pair.low) && inPicture(pair.high)).map(line), "</g>");
  }
  const named = [];
  for (let node = 0; node < graph.count; node++) {
    if (!inPicture(node) || (shown.match && !shown.match[node])) continue;
    const [x, y] = stage.toScreen(places.x[node], places.y[node]), r = Math.max(radii[node] * k, 1.5);
    if (x < -r || y < -r || x > width + r || y > height + r) continue;
    parts.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(1)}" fill="${colorOf(node)}"${graph.own[node] ? "" : ` fill-opacity="0.28" stroke="${colorOf(node)}"`}><title>${xml(graph.label[node])}</title></circle>`);
    named.push(node);
  }
  nodeLabels(labels, named);
  drawLabels(pen, labels, Math.max(16, (width * height) / 14000), inTime() ? null : hiding(named));
  if (inTime()) { drawLabels(pen, rimLabels(), 60); drawAxis(pen); }
  const caption = captionOf(pen, width), whole = height + caption.height;
  parts.unshift(`<svg width="${width}" height="${height}">`);  // what reaches beyond the picture is cut
  parts.push("</svg>");
  drawCaption(pen, caption, height);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" font-family="sans-serif"><rect width="100%" height="100%" fill="${paper.paper}"/>${parts.join("\n")}</svg>\n`;
};

// The table is no picture.
const drawn = () => state.mode !== "table" || (say("A table has no picture: choose Map, Time or Publishers."), false);

const attachExport = (stage) => {
  const makers = {
    png: () => drawn() && captioned(stage, stage.picture(2)).toBlob((blob) => save("stories.png", blob)),
    svg: () => drawn() && save("stories.svg", { text: asSvg(stage), type: "image/svg+xml" }),
    gexf: () => save("stories.gexf", { text: asGexf(), type: "application/xml" }),
    csv: () => save("stories.csv", { text: asCsv(), type: "text/csv;charset=utf-8" }),
  };
  for (const button of byId("export").querySelectorAll("button")) button.addEventListener("click", () => { makers[button.value](); byId("export").open = false; });
};
