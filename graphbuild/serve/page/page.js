// The page: asks the endpoint, shows the answer as a table, a plot, a graph or text. Nothing is fetched from elsewhere,
// and what the graph holds reaches the page as text only.
import { editor } from "./editor.js";
import { canBePlotted, drawPlot, plotChoices } from "./plot.js";
import { hasLinks, showGraph } from "./graph.js";

const $ = (id) => document.getElementById(id);
const state = { base: "", prefixes: {}, words: [], question: null, bound: null, running: null, answer: null, tab: "tab-table", sort: null, shown: 0 };
const PAGE = 500; // rows that are put into the page at once
const FORMS = { csv: "text/csv", tsv: "text/tab-separated-values", json: "application/sparql-results+json" };
const GRAPH_FORMS = { ttl: "text/turtle", jsonld: "application/ld+json", nt: "application/n-triples" };
const DAYS = ["from", "until"];
const KNOWN = { theme: "?thing gb:rule ?any", source: "?thing gb:domain ?any", story: "?thing a gb:Story", entity: "?any gb:entity ?thing" };
const DAY = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-][\d:]+)?)?$/;
const NUMBER = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;

const input = editor($("editor"), { words: () => state.words, onRun: run, onChange: () => input.mark() });

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** An IRI as people write it. */
function short(iri) {
  if (state.base && iri.startsWith(state.base)) return decodeURI(iri.slice(state.base.length)) || iri;
  for (const [name, space] of Object.entries(state.prefixes))
    if (iri.startsWith(space) && !iri.slice(space.length).includes("/")) return `${name}:${iri.slice(space.length)}`;
  return iri.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
}

const place = (iri) =>
  iri.startsWith(state.base) ? `/id/${iri.slice(state.base.length)}` : `/about?iri=${encodeURIComponent(iri)}`;

const text = (term) => (term === undefined ? "" : term.type === "uri" ? short(term.value) : String(term.value));

// Questions

function listQuestions(all) {
  const wanted = $("find").value.toLowerCase();
  const shown = all.filter((one) => `${one.name} ${one.title} ${one.answers}`.toLowerCase().includes(wanted));
  $("questions").replaceChildren(
    ...shown.map((one) => {
      const button = element("button", { type: "button", textContent: one.title, title: one.answers });
      button.setAttribute("aria-current", String(state.question?.name === one.name));
      button.onclick = () => choose(one, all);
      return element("li", {}, button);
    }),
  );
}

async function choose(one, all) {
  state.question = one;
  listQuestions(all);
  $("about").hidden = false;
  $("question-title").textContent = one.title;
  $("answers").textContent = one.answers;
  $("beware").textContent = one.beware;
  $("parameters").replaceChildren(
    ...Object.entries(one.parameters).map(([name, { meaning }]) =>
      element("label", { title: meaning }, `${name === "source" ? "publisher" : name} `, element("input", { name, type: DAYS.includes(name) ? "date" : "text", onchange: run })),
    ),
  );
  location.hash = one.name;
  state.bound = null;
  await run();
  for (const field of $("parameters").elements) if (KNOWN[field.name]) offer(field);
}

/** Lets the reader choose among what the graph holds of a parameter. */
async function offer(field) {
  const query = `SELECT DISTINCT ?thing ?name { ${KNOWN[field.name]} . ?thing schema:name|skos:prefLabel ?name } ORDER BY ?name LIMIT 2000`;
  const reply = await ask("application/sparql-results+json", undefined, query).catch(() => null);
  if (!reply?.ok || !field.isConnected) return;
  const start = `${state.base}${field.name}/`;
  const value = (iri) => (iri.startsWith(start) && !iri.includes("%") ? iri.slice(start.length) : iri);
  const options = JSON.parse(await reply.text()).results.bindings.map(({ thing, name }) =>
    element("option", { value: value(thing.value), label: name.value }),
  );
  field.after(element("datalist", { id: `known-${field.name}` }, ...options));
  field.setAttribute("list", `known-${field.name}`);
}

/** Put the question into the editor if its parameters have changed; whether the editor holds it then. */
function bind() {
  if (!state.question) return true;
  const given = new URLSearchParams([...new FormData($("parameters"))].filter(([, value]) => value));
  const address = `/questions/${encodeURIComponent(state.question.name)}?${given}`;
  if (state.bound?.address !== address) {
    const bound = (state.bound = { address });
    bound.done = write(bound).finally(() => bound.failed && state.bound === bound && (state.bound = null));
  }
  return state.bound.done;
}

async function write(bound) {
  bound.failed = true;
  const reply = await fetch(bound.address);
  const said = await reply.text();
  if (state.bound !== bound) return false; // other parameters have been given meanwhile
  if (!reply.ok) showError(said);
  else input.write(said.replace(/^(#.*\n)+/, "")); // the page says above what the first comments say
  bound.failed = !reply.ok;
  return reply.ok;
}

$("parameters").onsubmit = (event) => {
  event.preventDefault();
  run();
};

// Asking

async function ask(accept, signal, query = input.text()) {
  return fetch("/sparql", {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: query,
    signal,
  });
}

async function run() {
  state.running?.abort();
  const mine = (state.running = new AbortController());
  $("run").disabled = true;
  $("stop").disabled = false;
  $("error").hidden = true;
  $("status").textContent = "Asking …";
  const start = performance.now();
  try {
    if (!(await bind())) return;
    const reply = await ask(
      "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.5",
      mine.signal,
    );
    const body = await reply.text();
    if (!reply.ok) return showError(body);
    const seconds = ((performance.now() - start) / 1000).toFixed(2);
    const rows = Number(reply.headers.get("X-Rows"));
    const notes = JSON.parse(reply.headers.get("X-Notes") ?? "[]");
    showAnswer(reply.headers.get("Content-Type"), body);
    const noun = state.answer.isGraph ? "statement" : "row";
    $("status").textContent = [`${rows.toLocaleString()} ${noun}${rows === 1 ? "" : "s"} in ${seconds} s.`, ...notes].join(" ");
  } catch (error) {
    if (error.name === "AbortError") $("status").textContent = state.running === mine ? "Stopped." : "Asking …";
    else showError(`The server does not answer: ${error.message}`);
  } finally {
    if (state.running === mine) {
      $("run").disabled = false;
      $("stop").disabled = true;
    }
  }
}

function showError(message) {
  $("status").textContent = "";
  $("error").hidden = false;
  const [said, ...place] = message.trim().split(/\n(?=line \d+, column)/);
  $("error").replaceChildren(element("p", { textContent: said }));
  if (place.length) $("error").append(element("pre", { textContent: place.join("\n") })); // a caret must not be wrapped
  $("result").hidden = true;
  const found = message.match(/line (\d+), column (\d+)/);
  if (found) input.mark(Number(found[1]), Number(found[2]), message.split("\n")[0]);
}

function showAnswer(kind, body) {
  $("result").hidden = false;
  const isGraph = !kind.includes("sparql-results");
  if (isGraph) state.answer = statements(body);
  else {
    const content = JSON.parse(body);
    state.answer =
      "boolean" in content
        ? { names: ["answer"], rows: [{ answer: { type: "literal", value: content.boolean ? "yes" : "no" } }] }
        : { names: content.head.vars, rows: content.results.bindings };
  }
  state.answer.isGraph = isGraph;
  state.answer.body = body;
  state.sort = null;
  $("downloads").replaceChildren(
    ...Object.entries(isGraph ? GRAPH_FORMS : FORMS).map(([form, accept]) =>
      element("button", { type: "button", textContent: form.toUpperCase(), onclick: () => download(form, accept) }),
    ),
  );
  fillTable();
  const shows = { "tab-plot": canBePlotted, "tab-graph": hasLinks }[state.tab] ?? (() => true);
  const tab = shows(state.answer) ? state.tab : "tab-table";
  open(tab === "tab-table" && isGraph ? "tab-graph" : tab);
}

/** N-Triples as rows. */
function statements(body) {
  const line = /^(<[^>]*>|_:\S+) <([^>]*)> (?:<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@(\S+))?) \.$/;
  const rows = [];
  for (const one of body.split("\n")) {
    const found = one.match(line);
    if (!found) continue;
    const node = (name) =>
      name.startsWith("_:") ? { type: "bnode", value: name } : { type: "uri", value: name.replace(/^<|>$/g, "") };
    const object =
      found[3] !== undefined ? node(`<${found[3]}>`)
      : found[4] ? node(found[4])
      : { type: "literal", value: unescaped(found[5]), datatype: found[6] };
    rows.push({ subject: node(found[1]), predicate: node(`<${found[2]}>`), object });
  }
  return { names: ["subject", "predicate", "object"], rows };
}

const unescaped = (value) =>
  value.replace(/\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)/g, (_, code) =>
    code.length > 1 ? String.fromCodePoint(parseInt(code.slice(1), 16))
    : ({ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" })[code] ?? code,
  );

async function download(form, accept) {
  const reply = await ask(accept);
  if (!reply.ok) return showError(await reply.text());
  const url = URL.createObjectURL(await reply.blob());
  element("a", { href: url, download: `${state.question?.name ?? "answer"}.${form}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

// The table

function fillTable() {
  const { names, rows } = state.answer;
  const body = element("tbody");
  const head = element(
    "tr",
    {},
    ...names.map((name) => {
      const way = state.sort?.name === name ? (state.sort.down ? " ↓" : " ↑") : "";
      return element("th", {}, element("button", { type: "button", textContent: name + way, onclick: () => sortBy(name) }));
    }),
  );
  const more = element("button", { type: "button", onclick: () => addRows(body, more) });
  state.shown = 0;
  $("table").replaceChildren(rows.length ? element("table", {}, element("thead", {}, head), body) : element("p", { textContent: "No rows." }), more);
  addRows(body, more);
}

function addRows(body, more) {
  const { names, rows } = state.answer;
  const next = rows.slice(state.shown, state.shown + PAGE);
  for (const row of next)
    body.append(
      element(
        "tr",
        {},
        ...names.map((name) => {
          const term = row[name];
          if (term?.type === "uri")
            return element("td", {}, element("a", { href: place(term.value), textContent: short(term.value), title: term.value }));
          return element("td", { textContent: text(term), className: NUMBER.test(term?.datatype ?? "") ? "number" : DAY.test(text(term)) ? "day" : "" });
        }),
      ),
    );
  state.shown += next.length;
  more.hidden = state.shown >= rows.length;
  more.textContent = `Show more: ${(rows.length - state.shown).toLocaleString()} rows are left`;
}

function sortBy(name) {
  const down = state.sort?.name === name && !state.sort.down;
  state.sort = { name, down };
  const key = (row) => (NUMBER.test(row[name]?.datatype ?? "") ? Number(row[name].value) : text(row[name]));
  state.answer.rows.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
    return down ? -order : order;
  });
  fillTable();
}

/** What the graph calls these things. */
async function namesOf(iris) {
  const things = iris.filter((iri) => !iri.startsWith("_:")).map((iri) => `<${iri}>`);
  const reply = await ask(
    "application/sparql-results+json",
    undefined,
    `SELECT ?thing (MIN(?said) AS ?name) { VALUES ?thing { ${things.join(" ")} } VALUES ?word { schema:name schema:headline
      skos:prefLabel rdfs:label } ?thing ?word ?said } GROUP BY ?thing`,
  );
  const rows = reply.ok ? JSON.parse(await reply.text()).results.bindings : [];
  return new Map(rows.filter(({ name }) => name?.value).map(({ thing, name }) => [thing.value, name.value]));
}

// Tabs

/** An answer as the endpoint gives it, on lines that can be read. */
const lined = ({ isGraph, body }) => (isGraph ? body : JSON.stringify(JSON.parse(body), null, 1));

function open(id) {
  for (const tab of document.querySelectorAll("#tabs [role=tab]")) {
    const on = tab.id === id;
    tab.setAttribute("aria-selected", String(on));
    $(tab.getAttribute("aria-controls")).hidden = !on;
  }
  if (id === "tab-plot") plotChoices($("axes"), state.answer, state.question?.plot, (choice) =>
    drawPlot($("drawing"), state.answer, choice, text));
  if (id === "tab-raw") $("raw").textContent = lined(state.answer).slice(0, 500_000);
  if (id === "tab-graph") showGraph($("canvas"), state.answer, short, place, namesOf);
}

for (const tab of document.querySelectorAll("#tabs [role=tab]")) tab.onclick = () => open((state.tab = tab.id));
$("stop").onclick = () => state.running?.abort();

// Begin

const told = await (await fetch("/questions")).json();
Object.assign(state, { base: told.base, prefixes: told.prefixes });
if (told.title) $("title").textContent = told.title;
$("find").oninput = () => listQuestions(told.questions);
const named = () => told.questions.find((one) => one.name === location.hash.slice(1));
const wanted = named();
addEventListener("hashchange", () => named() && named().name !== state.question?.name && choose(named(), told.questions));
listQuestions(told.questions);
input.write("SELECT ?headline ?date WHERE {\n  ?article schema:headline ?headline ;\n           schema:datePublished ?date .\n}\nORDER BY DESC(?date)\nLIMIT 20\n");
if (wanted) await choose(wanted, told.questions);
const words = await (await fetch("/words")).json();
state.words = words.map((iri) => ({ name: short(iri) })).filter(({ name }) => /^\w+:/.test(name));
