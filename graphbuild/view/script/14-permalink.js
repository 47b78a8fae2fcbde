// The address' fragment holds the choice, the filters and the camera, so that a view can be sent to someone.
const thingName = (thing) => (!thing ? "" : thing.kind === "pair" ? `pair ${graph.id[graph.pairs[thing.number].low]} ${graph.id[graph.pairs[thing.number].high]}` : thing.kind === "listing" ? `listing ${graph.id[graph.listings[thing.number].members[0]]}` : graph.id[thing.number]);
const thingNamed = (name) => {
  const [kind, one, other] = name.split(" ");
  if (kind === "pair") { const pair = graph.pairBetween(graph.byId.get(one), graph.byId.get(other)); return pair === undefined ? null : { kind, number: pair }; }
  if (kind === "listing") { const number = graph.listing[graph.byId.get(one)] ?? -1; return number < 0 ? null : { kind, number }; }
  return graph.byId.has(name) ? { kind: "node", number: graph.byId.get(name) } : null;
};

const FIRST_SECOND = Date.UTC(1000, 0) / 1000, LAST_SECOND = Date.UTC(9999, 11, 31) / 1000;  // what a field of a date can show
const mapPlace = (node) => `${arrangements.map.x[node].toFixed(0)} ${arrangements.map.y[node].toFixed(0)}`;
const fragment = (stage) => {
  const put = new URLSearchParams();
  const set = (name, value) => { if (value !== "" && value !== null && value !== undefined) put.set(name, value); };
  set("mode", state.mode === "map" ? "" : state.mode);
  set("search", state.search);
  for (const kind of ["theme", "topic", "story", "source", "focus"]) set(kind, state[kind] >= 0 ? graph.id[state[kind]] : "");
  if (state.focus >= 0) set("depth", state.depth);
  set("from", state.from === null ? "" : Math.round(state.from)); set("to", state.to === null ? "" : Math.round(state.to));
  set("color", state.color === defaultColor() ? "" : state.color); set("size", state.size === "listed" ? "" : state.size);
  set("kinds", [...state.kinds].join() === "article" ? "" : [...state.kinds].join() || "none");
  set("without", [...state.hiddenRelations].join()); set("hidden", [...state.hiddenColors].join());
  set("pins", [...state.pins].map((node) => graph.id[node]).join(" "));
  set("moved", [...state.moved.keys()].map((node) => `${graph.id[node]} ${mapPlace(node)}`).join(" "));
  set("chosen", thingName(state.chosen));
  const { x, y, k } = stage.view();
  const stretch = arrangement().stretch ?? 1;
  set("camera", [x.toFixed(0), y.toFixed(0), k.toPrecision(4), ...(stretch === 1 ? [] : [stretch.toPrecision(6)])].join());
  return put.toString();
};

// Puts the state that a fragment describes; returns the camera it asks for.
const readFragment = (text) => {
  const get = new URLSearchParams(text), node = (name) => graph.byId.get(get.get(name)) ?? -1;
  const number = (name) => (get.has(name) && Number.isFinite(Number(get.get(name))) ? Number(get.get(name)) : null);
  state.mode = MODES.includes(get.get("mode")) ? get.get("mode") : "map";
  state.search = get.get("search") ?? "";
  for (const kind of ["theme", "topic", "story", "source", "focus"]) state[kind] = node(kind);
  state.depth = Math.min(Math.max(number("depth") ?? 1, 1), 9);
  const second = (name) => { const asked = number(name); return asked === null ? null : Math.min(Math.max(asked, FIRST_SECOND), LAST_SECOND); };
  state.from = second("from"); state.to = second("to");
  state.color = Object.hasOwn(colorings, get.get("color") ?? "") ? get.get("color") : defaultColor();
  state.size = Object.hasOwn(measures, get.get("size") ?? "") ? get.get("size") : "listed";
  state.kinds = new Set((get.get("kinds") ?? "article").split(",").filter((kind) => KINDS.includes(kind)));
  state.hiddenRelations = new Set((get.get("without") ?? "").split(",").filter(Boolean));
  state.hiddenColors = new Set((get.get("hidden") ?? "").split(",").filter(Boolean).map(Number));
  state.pins = new Set((get.get("pins") ?? "").split(" ").map((id) => graph.byId.get(id)).filter((one) => one !== undefined));
  putBack();
  const moved = (get.get("moved") ?? "").split(" ");
  for (let place = 0; place + 2 < moved.length; place += 3) {
    const node = graph.byId.get(moved[place]), [x, y] = [Number(moved[place + 1]), Number(moved[place + 2])];
    if (node !== undefined && Number.isFinite(x) && Number.isFinite(y)) moveTo(node, x, y);
  }
  state.chosen = thingNamed(get.get("chosen") ?? "");
  const [x, y, k, stretch = 1] = (get.get("camera") ?? "").split(",").map(Number);
  return [x, y, k, stretch].every(Number.isFinite) && k > 0 && stretch > 0 ? { x, y, k, stretch: Math.min(stretch, MOST_STRETCH) } : null;
};
// Who told it, unless most publishers would be grey; then when.
const defaultColor = (() => {
  let name = null;
  return () => {
    if (name) return name;
    const { order, counts } = byMost((node) => graph.source[node]);
    const named = order.slice(0, PALETTE.length).reduce((sum, key) => sum + counts.get(key), 0);
    name = named > 0.35 * graph.articles ? "source" : Number.isFinite(firstTime) ? "date" : "own";
    return name;
  };
})();

const attachPermalink = (stage) => {
  let waiting = 0, last = null;
  const write = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      last = `#${fragment(stage)}`;
      try { history.replaceState(null, "", last); } catch { /* a page without an address of its own, as in a notebook */ }
    }, 250);
  };
  onChange(write);
  byId("copy").addEventListener("click", async () => {
    const address = `${location.href.split("#")[0]}#${fragment(stage)}`;
    try { await navigator.clipboard.writeText(address); say("The link to this view is copied."); } catch { prompt("The link to this view", address); }
  });
  window.addEventListener("hashchange", () => { if (location.hash !== last) restore(stage); });
};
const say = (text) => { const note = byId("note"); note.textContent = text; note.hidden = false; clearTimeout(say.timer); say.timer = setTimeout(() => { note.hidden = true; }, 3000); };
