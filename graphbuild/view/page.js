// The panel beside pyvis's drawing. Every text comes from the input and is set as text, never as markup.
(() => {
  "use strict";
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const panel = document.getElementById("panel");

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const describe = (heading, rows, address) => {
    const title = element("h2", heading);
    title.dir = "auto";
    const list = document.createElement("dl");
    for (const [name, value] of rows) {
      if (value === undefined || value === null) continue;
      const said = element("dd", value);
      said.dir = "auto";
      list.append(element("dt", name), said);
    }
    panel.replaceChildren(title, list);
    if (address && /^https?:\/\//i.test(address)) {
      const link = element("a", "Open the article");
      link.href = address;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      panel.append(link);
    }
  };

  const gap = (seconds) => {
    if (seconds === undefined) return undefined;
    const size = Math.abs(seconds);
    const [amount, unit] = size < 5400 ? [size / 60, "minutes"] : size < 172800 ? [size / 3600, "hours"] : [size / 86400, "days"];
    return `${Math.round(amount)} ${unit} ${seconds < 0 ? "older" : "younger"} than the article that lists it`;
  };

  const showArticle = (number) => {
    const article = facts.articles[number];
    describe(article.label, [
      ["Publisher", article.publisher],
      ["Published", article.published_at],
      ["Type", article.type],
      ["Summary", article.abstract],
      ["Address", article.address],
      ["Here because", article.own ? "it has a file of its own" : "a related list names it; it has no file of its own"],
    ], article.address);
  };

  const showLink = (number) => {
    const link = facts.links[number];
    const edge = edges.get(number);
    describe(link.relation === "related" ? "Lists as related" : "Has as a part", [
      ["From", facts.articles[edge.from].label],
      ["To", facts.articles[edge.to].label],
      ["Place in the list", link.position],
      ["Time", gap(link.gap_seconds)],
      ["Here because", `${link.file}, line ${link.line}, says so`],
    ]);
  };

  // pyvis's script declares `network`, `nodes` and `edges` in the page.
  network.on("click", (event) => {
    if (event.nodes.length) showArticle(event.nodes[0]);
    else if (event.edges.length) showLink(event.edges[0]);
  });
  network.on("hoverNode", (event) => showArticle(event.node));
  network.fit();
})();
