// Where everything stands in each arrangement, in the world's pixels; a change of arrangement glides.
const arrangements = {
  map: { x: unpack(data.map.x, true), y: unpack(data.map.y, true), circles: data.map.circles, alone: data.map.alone },
};
for (const name of ["time", "publishers"]) {
  const x = unpack(data[name].x);
  arrangements[name] = { ...data[name], x, y: unpack(data[name].y), once: { x: [...x], lanes: data[name].lanes, bands: data[name].bands }, stretch: 1 };
}
const CELL = 60, MOST_STRETCH = 2000;
const places = { x: new Float64Array(graph.count), y: new Float64Array(graph.count), of: null };
const arrangement = () => arrangements[state.mode === "table" ? "map" : state.mode];
const inTime = () => Boolean(arrangement().lanes);  // else on the map, behind the table too
const inPicture = (node) => shown.node[node] && (isArticle(node) || places.of === "map");

const placeAll = (glide, whenMoved) => {
  const name = state.mode === "table" ? "map" : state.mode;
  if (places.of === name) return;
  const { x, y } = arrangements[name];
  const still = places.of === null || !glide || matchMedia("(prefers-reduced-motion: reduce)").matches;
  const oldX = places.x.slice(), oldY = places.y.slice();
  places.of = name;
  const put = (share) => {
    for (let node = 0; node < x.length; node++) {
      places.x[node] = oldX[node] + (x[node] - oldX[node]) * share;
      places.y[node] = oldY[node] + (y[node] - oldY[node]) * share;
    }
  };
  if (still) { put(1); whenMoved(true); return; }
  const begun = performance.now();
  const step = (now) => {
    const share = Math.min(1, (now - begun) / 600);
    put(share < 1 ? 1 - (1 - share) ** 3 : 1);
    whenMoved(share === 1);
    if (share < 1 && places.of === name) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
};

// What a reader has dragged elsewhere on the map stays there; the rest of the map stays as Python made it.
const moveTo = (node, x, y) => {
  if (!state.moved.has(node)) state.moved.set(node, [arrangements.map.x[node], arrangements.map.y[node]]);
  arrangements.map.x[node] = places.x[node] = x; arrangements.map.y[node] = places.y[node] = y;
};
const putBack = () => {
  for (const [node, [x, y]] of state.moved) {
    arrangements.map.x[node] = x; arrangements.map.y[node] = y;
    if (places.of === "map") { places.x[node] = x; places.y[node] = y; }
  }
  state.moved.clear();
};

// The box of what is shown: left, top, right, bottom.
const extent = (nodes) => {
  let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
  for (const node of nodes) {
    left = Math.min(left, places.x[node]); right = Math.max(right, places.x[node]);
    top = Math.min(top, places.y[node]); bottom = Math.max(bottom, places.y[node]);
  }
  if (nodes.length === undefined || nodes.length > 1) {
    const inside = new Set(nodes);
    for (const [kind, key, x, y, r] of state.mode === "map" ? data.map.circles : []) {
      const members = kind === "region" ? null : kind === "listing" ? graph.listings[key].members : graph.members.get(key);
      if (members ? !members.some((node) => inside.has(node)) : inside.size < shown.articles.length) continue;
      left = Math.min(left, x - r); right = Math.max(right, x + r); top = Math.min(top, y - r); bottom = Math.max(bottom, y + r);
    }
  }
  return left <= right ? [left - 40, top - 40, right + 40, bottom + 40] : [-100, -100, 100, 100];
};

const timeAt = (x) => {
  const { columns, stretch } = arrangement();
  return firstTime + ((x / CELL / stretch) / Math.max(columns - 1, 1)) * (lastTime - firstTime);
};
const placeOfTime = (time) => ((time - firstTime) / (lastTime - firstTime || 1)) * (arrangement().columns - 1) * CELL * arrangement().stretch;

// Time is drawn as wide as there is room: the rows stay as Python made them, and what is dated moves in them.
const stretchTo = (stretch) => {
  const here = arrangement();
  if (!here.once || here.stretch === stretch) return;
  here.stretch = stretch;
  const wider = ([key, left, top, right, bottom]) => [key, (left + CELL / 2) * stretch - CELL / 2, top, (right - CELL / 2) * stretch + CELL / 2, bottom];
  here.lanes = here.once.lanes.map(wider); here.bands = here.once.bands.map(wider);
  here.once.x.forEach((x, node) => {
    here.x[node] = Number.isNaN(graph.date[node]) ? x : placeOfTime(graph.date[node]);
    if (arrangements[places.of] === here) places.x[node] = here.x[node];
  });
};
