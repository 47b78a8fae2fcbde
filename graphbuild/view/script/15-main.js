// Puts it together.
const stage = byId("mynetwork") ? visStage() : canvasStage();

const refilter = (fit = false) => { recolor(); applyFilter(); changed("filter"); if (fit && state.mode !== "table") stage.fit(); };
const setMode = (mode) => {
  if (state.mode === mode) return;
  state.mode = mode;
  changed("mode");
  if (mode === "table") return;
  const moved = places.of !== mode;
  stage.resize();
  placeAll(true, (done) => { stage.draw(true); if (done && moved) stage.fit(); });
};
const pin = (node) => { flip(state.pins, node); refilter(); changed("choice"); };
const focusOn = (node, depth = 1) => { state.focus = node; state.depth = depth; refilter(true); changed("choice"); };
const showInPicture = (node) => {
  if (state.mode === "table") return;
  const nodes = isArticle(node) ? [] : (graph.members.get(node) ?? []).filter((one) => shown.node[one]);
  if (nodes.length) stage.fit(nodes);
  else if (inPicture(node)) stage.centre(node, 0.5);
};

const showMode = () => {
  for (const button of byId("modes").querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === state.mode));
  byId("table").hidden = state.mode !== "table";
  byId("picture").hidden = state.mode === "table";
};
const showCaption = () => {
  const pairs = shown.pairs.filter((pair) => pair.articles).length;
  byId("caption").textContent = `${plural(shown.articles.length, "article")}, ${plural(pairs, "linked pair")}${filteredOut()}${shown.match ? ` · ${plural(listedRows().length, "match", "matches")}` : ""}`;
};
const restore = (target) => {
  const camera = readFragment(location.hash.slice(1));
  byId("search").value = state.search;
  if (state.mode === "table") target.resize();
  recolor(); resize(); applyFilter();
  placeAll(false, () => {});
  for (const what of ["mode", "look", "filter", "choice"]) changed(what);
  target.resize();
  if (camera) { const { stretch, ...spot } = camera; stretchTo(stretch); target.setView(spot); } else target.fit();
};
const setLook = (look) => {
  state.look = look;
  if (look) document.documentElement.dataset.look = look;
  else delete document.documentElement.dataset.look;
  readPaper();
  recolor(true);
  changed("look");
};

readPaper();
if (!(state.color in colorings)) state.color = defaultColor();
const timeline = attachTimeline();
fillFilters();
attachSearch();
attachTable();
attachPointer(stage);
attachKeys(stage);
attachExport(stage);
attachPermalink(stage);
onChange((what) => {
  if (what === "mode") showMode();
  if (what === "choice" || (what === "filter" && !state.chosen)) showPanel();
  if (what === "filter" || what === "search") showCaption();
  if (what === "filter" || what === "look") timeline.draw();
  if (what !== "view" && what !== "mode") stage.draw();
});
for (const button of byId("modes").querySelectorAll("button")) button.addEventListener("click", () => setMode(button.value));
byId("in").addEventListener("click", () => stage.zoom(1.5));
byId("out").addEventListener("click", () => stage.zoom(1 / 1.5));
byId("fit").addEventListener("click", () => stage.fit());
byId("close").addEventListener("click", () => choose(null));
byId("look").addEventListener("click", () => {
  const dark = state.look ? state.look === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  setLook(dark ? "light" : "dark");
});
byId("filters-button").addEventListener("click", () => { if (document.body.dataset.open === "filters") delete document.body.dataset.open; else document.body.dataset.open = "filters"; });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setLook(state.look));
// A page within another, a notebook's, may be made before it has a size: what was fitted into nothing is fitted anew.
let sized = stage.element.clientWidth > 50;
new ResizeObserver(() => {
  stage.resize(); timeline.draw();
  if (!sized && stage.element.clientWidth > 50) { sized = true; if (!location.hash) stage.fit(); }
}).observe(byId("main"));
document.addEventListener("click", (event) => { if (!byId("export").contains(event.target)) byId("export").open = false; });
restore(stage);
document.documentElement.dataset.ready = Math.round(performance.now());
