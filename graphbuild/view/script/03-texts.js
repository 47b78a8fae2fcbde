// Texts and elements. What comes from the input is only ever set as text.
const element = (name, facts = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(facts)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else if (key === "text") made.textContent = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};
const byId = (name) => document.getElementById(name);
const plural = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

const dayOf = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
const written = (node) => {
  if (Number.isNaN(graph.date[node])) return "no date";
  const text = new Date(graph.date[node] * 1000).toISOString();
  return graph.day[node] ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
};
const dateOf = (seconds) => { const day = new Date(seconds * 1000); return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`; };
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

const span = (seconds) => {
  const size = Math.abs(seconds);
  if (size < 60) return "at the same minute";
  const [amount, unit] = size < 5400 ? [size / 60, "minute"] : size < 172800 ? [size / 3600, "hour"] : [size / 86400, "day"];
  return `${plural(Math.round(amount), unit)} ${seconds < 0 ? "earlier" : "later"}`;
};

const shortened = (text, most) => {
  const signs = Array.from(text);
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join("").trimEnd()}…`;
};

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const safeAddress = (node) => (graph.web[node] && /^https?:\/\//i.test(graph.id[node]) ? graph.id[node] : null);

const KIND_NAMES = { article: "Article", source: "Publisher", topic: "Topic", theme: "Theme", story: "Story", entity: "Person or thing" };
const KIND_PLURALS = { article: "Articles", source: "Publishers", topic: "Topics", theme: "Themes", story: "Stories", entity: "People and things" };
const RELATION_NAMES = {
  related: "Lists as related", publisher: "Published by", about: "About", member: "Part of the story", reprint: "Same text as",
  mentions: "Mentions", part: "Has as a part", references: "Links to", broader: "Narrower than",
};
const RELATIONS_BACK = {
  related: "Listed by", publisher: "Published", about: "Articles", member: "Articles", reprint: "Same text in",
  mentions: "Mentioned by", part: "Part of", references: "Linked from", broader: "Broader than",
};
const relationName = (name) => RELATION_NAMES[name] ?? name;
