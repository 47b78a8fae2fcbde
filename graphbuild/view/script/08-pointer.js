// Mouse, touch and keys on the picture.
const attachPointer = (stage) => {
  if (stage.ownPointer) return;
  const box = stage.element;
  const touches = new Map();
  let begun = null, spread = 0, held = -1;
  const place = (event) => { const frame = box.getBoundingClientRect(); return [event.clientX - frame.left, event.clientY - frame.top]; };

  box.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) return;
    box.setPointerCapture(event.pointerId);
    touches.set(event.pointerId, place(event));
    begun = touches.size === 1 ? place(event) : null;
    const thing = begun && state.mode === "map" ? stage.at(...begun) : null;
    held = thing?.kind === "node" && stage.onNode(thing.number, ...begun) ? thing.number : -1;
    spread = 0;
  });
  box.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    if (!touches.has(event.pointerId)) {
      if (event.pointerType === "mouse") { const thing = stage.at(x, y); stage.hover(thing); box.style.cursor = thing ? "pointer" : "grab"; tip(thing, x, y); }
      return;
    }
    const [oldX, oldY] = touches.get(event.pointerId);
    touches.set(event.pointerId, [x, y]);
    if (touches.size === 2) {
      const [one, other] = [...touches.values()], now = Math.hypot(one[0] - other[0], one[1] - other[1]);
      if (spread) stage.zoom(now / spread, (one[0] + other[0]) / 2, (one[1] + other[1]) / 2);
      spread = now; begun = null; held = -1;
      return;
    }
    if (begun && Math.hypot(x - begun[0], y - begun[1]) < 4) return;
    begun = null;
    tip(null);
    if (held >= 0) { moveTo(held, ...stage.toWorld(x, y)); stage.hover({ kind: "node", number: held }, true); return; }
    stage.hover(null);
    stage.pan(x - oldX, y - oldY);
  });
  const lift = (event) => {
    if (begun && touches.has(event.pointerId) && event.type === "pointerup") choose(stage.at(...begun));
    if (held >= 0 && !begun && touches.has(event.pointerId)) { stage.hover(null); stage.draw(); changed("view"); }
    touches.delete(event.pointerId);
    begun = null; held = -1;
  };
  box.addEventListener("pointerup", lift);
  box.addEventListener("pointercancel", lift);
  box.addEventListener("pointerleave", () => { stage.hover(null); tip(null); });
  box.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.shiftKey && state.mode !== "map") { stage.stretch(Math.exp(-(event.deltaY || event.deltaX) * 0.0016), place(event)[0]); return; }
    stage.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), ...place(event));
  }, { passive: false });
  box.addEventListener("dblclick", (event) => {
    if (event.target.closest("button")) return;
    const thing = stage.at(...place(event));
    if (thing?.kind === "node" && isArticle(thing.number)) focusOn(thing.number, 1);
    else stage.zoom(1.8, ...place(event));
  });

  const tip = (thing, x, y) => {
    const note = byId("tip");
    note.hidden = !thing;
    if (!thing) return;
    note.replaceChildren(...tipTexts(thing));
    const [width, height] = stage.size();
    note.style.left = `${Math.min(x + 14, width - 250)}px`;
    note.style.top = `${Math.min(y + 14, height - 80)}px`;
  };
};

const tipTexts = (thing) => {
  if (thing.kind === "pair") {
    const pair = graph.pairs[thing.number];
    return [element("b", { text: plural(pair.links.length, "link") }), element("span", { dir: "auto", text: `${shortened(graph.label[pair.low], 50)} – ${shortened(graph.label[pair.high], 50)}` })];
  }
  if (thing.kind === "listing") return [element("b", { text: graph.listings[thing.number].name, dir: "auto" }), element("span", { text: `${plural(graph.listings[thing.number].members.length, "article")} that list each other` })];
  const node = thing.number;
  const under = isArticle(node) ? [graph.source[node] >= 0 ? graph.label[graph.source[node]] : null, written(node)].filter(Boolean).join(" · ")
    : `${KIND_NAMES[graph.kind[node]]} · ${plural(graph.members.get(node)?.length ?? 0, "article")}`;
  return [element("b", { text: shortened(graph.label[node], 110), dir: "auto" }), element("span", { text: under, dir: "auto" })];
};

// Keys: the arrows go to the next article that way, or move the picture with Shift.
const attachKeys = (stage) => {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  stage.element.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    if (way && event.shiftKey) stage.pan(-way[0] * 80, -way[1] * 80);
    else if (way) step(stage, way);
    else if (event.key === "+" || event.key === "=") stage.zoom(1.3);
    else if (event.key === "-") stage.zoom(1 / 1.3);
    else if (event.key === "Enter") byId("panel").focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { escape(); return; }
    if (/^(input|select|textarea)$/i.test(event.target.tagName)) return;
    if (event.key === "/") { byId("search").focus(); event.preventDefault(); }
    else if (event.key === "0") stage.fit();
    else if (event.key === "p" && state.chosen?.kind === "node") pin(state.chosen.number);
    else if (event.key === "e" && state.chosen?.kind === "node" && isArticle(state.chosen.number)) focusOn(state.chosen.number, state.focus === state.chosen.number ? state.depth + 1 : 1);
    else if (/^[1-4]$/.test(event.key)) setMode(MODES[Number(event.key) - 1]);
  });
};

const escape = () => {
  if (document.body.dataset.open) { delete document.body.dataset.open; return; }
  if (state.chosen) choose(null);
  else if (state.search) { state.search = ""; byId("search").value = ""; applySearch(); changed("search"); }
  else if (state.focus >= 0) focusOn(-1);
};

const step = (stage, [dx, dy]) => {
  const from = state.chosen?.kind === "node" && inPicture(state.chosen.number) ? state.chosen.number : -1;
  const [x, y] = from >= 0 ? [places.x[from], places.y[from]] : [stage.view().x, stage.view().y];
  let best = -1, least = Infinity;
  for (const node of shown.articles) {
    const along = (places.x[node] - x) * dx + (places.y[node] - y) * dy, across = Math.abs((places.x[node] - x) * dy + (places.y[node] - y) * dx);
    if (node === from || (from >= 0 && along <= 0)) continue;
    const cost = Math.abs(along) + 2.5 * across;
    if (cost < least) { least = cost; best = node; }
  }
  if (best < 0) return;
  choose({ kind: "node", number: best });
  const [sx, sy] = stage.toScreen(places.x[best], places.y[best]), [width, height] = stage.size();
  if (sx < 60 || sy < 60 || sx > width - 60 || sy > height - 60) stage.centre(best);
};
