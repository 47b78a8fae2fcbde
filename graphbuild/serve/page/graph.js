// An answer as a graph: the statements of a CONSTRUCT, or a link between the first two things of each row.
const MOST = 400;

/** The two ends of each link. */
function ends({ names, isGraph }, row) {
  const things = isGraph ? [row.subject, row.object] : names.map((name) => row[name]);
  const found = things.filter((term) => term && term.type !== "literal").slice(0, 2);
  return found.length === 2 ? found : null;
}

export const hasLinks = (answer) => answer.rows.some((row) => ends(answer, row));

/** The nodes and links of an answer. */
function network(answer) {
  const nodes = new Map();
  const links = [];
  const node = (term) => {
    if (!nodes.has(term.value) && nodes.size < MOST) nodes.set(term.value, { iri: term.value, links: 0 });
    return nodes.get(term.value);
  };
  for (const row of answer.rows) {
    const [start, end] = ends(answer, row)?.map(node) ?? [];
    if (!start || !end) continue;
    start.links++;
    end.links++;
    links.push({ start, end, label: answer.isGraph ? row.predicate.value : "" });
  }
  return { nodes: [...nodes.values()], links };
}

/** Places by forces: the same answer gives the same picture. */
function arrange(nodes, links) {
  nodes.forEach((node, place) => {
    const angle = place * 2.399963;
    const far = 12 * Math.sqrt(place + 1);
    Object.assign(node, { x: far * Math.cos(angle), y: far * Math.sin(angle) });
  });
  const steps = nodes.length > 200 ? 120 : 250;
  for (let step = 0; step < steps; step++) {
    const heat = 12 * (1 - step / steps) + 0.2;
    for (const node of nodes) [node.fx, node.fy] = [-node.x * 0.02, -node.y * 0.02];
    for (let i = 0; i < nodes.length; i++)
      for (let j = i + 1; j < nodes.length; j++) {
        const [a, b] = [nodes[i], nodes[j]];
        const [dx, dy] = [a.x - b.x, a.y - b.y];
        const push = 900 / (dx * dx + dy * dy + 1);
        a.fx += dx * push; a.fy += dy * push; b.fx -= dx * push; b.fy -= dy * push;
      }
    for (const { start, end } of links) {
      const [dx, dy] = [end.x - start.x, end.y - start.y];
      start.fx += dx * 0.08; start.fy += dy * 0.08; end.fx -= dx * 0.08; end.fy -= dy * 0.08;
    }
    for (const node of nodes) {
      const long = Math.hypot(node.fx, node.fy) || 1;
      node.x += (node.fx / long) * Math.min(long, heat);
      node.y += (node.fy / long) * Math.min(long, heat);
    }
  }
}

/** Draws the graph; `named` gets the IRIs of all nodes, and gives a promise of a `Map` of names. */
export function showGraph(canvas, answer, short, place, named) {
  const { nodes, links } = network(answer);
  const context = canvas.getContext("2d");
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);
  const ratio = window.devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  arrange(nodes, links);
  const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
  const span = Math.max(1, ...nodes.map((node) => Math.max(Math.abs(node.x) / wide, Math.abs(node.y) / high) * 2.3));
  const view = { scale: 1 / span, x: wide / 2, y: high / 2 };
  let near = null;
  let names = new Map();
  const label = (node) => names.get(node.iri) ?? short(node.iri);
  const size = (node) => 3 + Math.min(9, Math.sqrt(node.links));
  const byLinks = [...nodes].sort((a, b) => b.links - a.links);
  const known = new Set(byLinks.slice(0, 12).filter((node) => node.links > 2));

  function draw() {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, wide, high);
    context.font = "12px system-ui, sans-serif";
    context.fillStyle = color("--ink");
    if (!nodes.length) return context.fillText("The answer has no rows with two things to link.", 20, 30);
    const at = (node) => [view.x + node.x * view.scale, view.y + node.y * view.scale];
    context.strokeStyle = color("--edge");
    context.lineWidth = 1;
    for (const { start, end } of links) {
      context.beginPath();
      context.moveTo(...at(start));
      context.lineTo(...at(end));
      context.stroke();
    }
    for (const node of nodes) {
      const [x, y] = at(node);
      context.fillStyle = color(node === near ? "--near" : "--bar");
      context.beginPath();
      context.arc(x, y, size(node), 0, 7);
      context.fill();
    }
    drawLabels(at);
    if (nodes.length === MOST) context.fillText(`The first ${MOST} things.`, 10, high - 10);
  }

  /** The names of what has most links first; one that would cover another is left out, of what has few links also one
      that would cover a thing. */
  function drawLabels(at) {
    const taken = [];
    const spots = nodes.map((node) => [node, ...at(node)]);
    for (const node of near ? [near, ...byLinks.filter((one) => one !== near)] : byLinks) {
      const whole = label(node);
      const said = whole.length > 45 && node !== near ? `${whole.slice(0, 44)}…` : whole;
      const [x, y] = at(node);
      const long = context.measureText(said).width;
      const gap = 6 + size(node);
      const sides = x + gap + long > wide ? [x - gap - long] : x - gap - long < 0 ? [x + gap] : [x + gap, x - gap - long];
      const open = sides.filter((left) => !taken.some(([l, t, r]) => left < r + 4 && left + long > l - 4 && Math.abs(y - t) < 15));
      const free = (left) =>
        !spots.some(([other, a, b]) => other !== node && a > left - size(other) && a < left + long + size(other) && Math.abs(b - y) < 5 + size(other));
      const left = open.find(free) ?? (node === near || known.has(node) ? open[0] : undefined);
      if (left === undefined) continue;
      taken.push([left, y, left + long]);
      context.strokeStyle = color("--paper");
      context.lineWidth = 3; // or links would cross it
      context.strokeText(said, left, y + 4);
      context.fillStyle = color("--ink");
      context.fillText(said, left, y + 4);
    }
    context.fillStyle = color("--ink");
  }

  const under = (event) => {
    const [x, y] = [(event.offsetX - view.x) / view.scale, (event.offsetY - view.y) / view.scale];
    const found = nodes.reduce((best, node) => (Math.hypot(node.x - x, node.y - y) < Math.hypot((best?.x ?? 1e9) - x, (best?.y ?? 1e9) - y) ? node : best), null);
    return found && Math.hypot(found.x - x, found.y - y) * view.scale < 14 ? found : null;
  };
  let drag = null;
  canvas.onpointerdown = (event) => {
    drag = { x: event.offsetX, y: event.offsetY, moved: false };
    canvas.setPointerCapture(event.pointerId);
  };
  canvas.onpointermove = (event) => {
    if (drag) {
      drag.moved ||= Math.hypot(event.offsetX - drag.x, event.offsetY - drag.y) > 3;
      view.x += event.offsetX - drag.x;
      view.y += event.offsetY - drag.y;
      [drag.x, drag.y] = [event.offsetX, event.offsetY];
    } else near = under(event);
    draw();
  };
  const released = (canvas.onpointerup = (event) => {
    const found = drag && !drag.moved ? under(event) : null;
    drag = null;
    if (found && /^https?:/.test(found.iri)) window.open(place(found.iri), "_blank", "noopener");
  });
  canvas.onwheel = (event) => {
    event.preventDefault();
    const times = Math.exp(-event.deltaY / 400);
    view.x = event.offsetX - (event.offsetX - view.x) * times;
    view.y = event.offsetY - (event.offsetY - view.y) * times;
    view.scale *= times;
    draw();
  };
  draw();
  if (nodes.length)
    named(nodes.map((node) => node.iri)).then((found) => {
      names = found;
      if (canvas.onpointerup === released) draw(); // else another answer stands there by now
    });
}
