// The table of what is shown: the alternative to the picture. Only the rows in sight are in the page.
const attachTable = () => {
  const ROW = 38, box = byId("table"), body = byId("rows"), head = byId("heads"), table = box.querySelector("table");
  const text = (one, other) => one.localeCompare(other);
  const columns = [
    ["Headline", (node) => graph.label[node], text],
    ["Publisher", (node) => (graph.source[node] >= 0 ? graph.label[graph.source[node]] : ""), text],
    ["Date", (node) => graph.date[node], null, (node) => (Number.isNaN(graph.date[node]) ? "" : dayOf(graph.date[node]))],
    ["Story", (node) => (graph.story[node] >= 0 ? graph.label[graph.story[node]] : ""), text],
    ["Themes", (node) => graph.themes[node].map((theme) => graph.label[theme]).join(", "), text],
    ["Listed", (node) => graph.listed[node]],
    ["Links", (node) => graph.touching[node].length],
  ].filter(([name]) => (name !== "Story" || graph.kind.includes("story")) && (name !== "Themes" || graph.kind.includes("theme")));
  let by = columns.findIndex(([name]) => name === "Date"), down = false, rows = [], active = 0;

  const heads = columns.map(([name, , order, show], index) => {
    const button = element("button", { text: name, onclick: () => { down = by === index ? !down : false; by = index; fill(); } });
    return element("th", { scope: "col", "aria-sort": "none", class: order || show ? undefined : "number" }, button);
  });
  head.append(...heads);

  const fill = () => {
    const [, value, order] = columns[by], keys = new Map();
    rows = listedRows();
    for (const node of rows) keys.set(node, value(node));
    const compare = order ?? ((one, other) => one - other), way = down ? -1 : 1;
    const missing = (node) => Number(Number.isNaN(keys.get(node)));  // what has no date stands last, whichever way
    rows.sort((one, other) => missing(one) - missing(other) || way * compare(keys.get(one), keys.get(other)) || one - other);
    heads.forEach((cell, index) => cell.setAttribute("aria-sort", index === by ? (down ? "descending" : "ascending") : "none"));
    table.setAttribute("aria-rowcount", rows.length + 1);
    byId("shown").textContent = plural(rows.length, "article");
    window_();
  };
  const spacer = (height) => { const row = element("tr", { "aria-hidden": "true" }, element("td", { colspan: columns.length })); row.firstChild.style.height = `${height}px`; row.firstChild.style.padding = "0"; return row; };
  const window_ = () => {
    if (state.mode !== "table") return;
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 8), last = Math.min(rows.length, first + Math.ceil(box.clientHeight / ROW) + 18);
    const focused = body.contains(document.activeElement);
    const made = rows.slice(first, last).map((node, place) => {
      const number = first + place, chosen = state.chosen?.kind === "node" && state.chosen.number === node;
      const cells = columns.map(([name, value, order, show]) => {
        const said = String((show ?? value)(node));
        return element("td", { text: said, title: order && said.length > 12 ? said : undefined, dir: order ? "auto" : undefined, class: order ? undefined : show ? "day" : "number" });
      });
      return element("tr", { "aria-rowindex": number + 2, "aria-selected": String(chosen), tabindex: number === active ? 0 : -1, "data-row": number, onclick: () => { active = number; choose({ kind: "node", number: node }); } }, ...cells);
    });
    body.replaceChildren(spacer(first * ROW), ...made, spacer((rows.length - last) * ROW));
    if (focused) body.querySelector(`[data-row="${active}"]`)?.focus({ preventScroll: true });
  };
  box.addEventListener("scroll", () => requestAnimationFrame(window_));
  body.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -Infinity, End: Infinity };
    if (event.key in steps) {
      active = Math.min(rows.length - 1, Math.max(0, active + steps[event.key]));
      const top = active * ROW;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top > box.scrollTop + box.clientHeight - 3 * ROW) box.scrollTop = top - box.clientHeight + 3 * ROW;
      window_();
      body.querySelector(`[data-row="${active}"]`)?.focus({ preventScroll: true });
    } else if (event.key === "Enter" || event.key === " ") choose({ kind: "node", number: rows[active] });
    else return;
    event.preventDefault();
  });
  onChange((what) => {
    if (what === "filter" || what === "search" || what === "mode") fill();
    else if (what === "choice") window_();
  });
  return { fill, rows: () => rows };
};
