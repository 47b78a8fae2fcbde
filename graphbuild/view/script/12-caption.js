// What stands under a picture that leaves the page: what it shows of what, and what its colours mean.
const CAPTION_ROW = 20, CAPTION_RIM = 12, CAPTION_SIZE = 12;

// The parts in rows of at most so wide a picture: [text, x, row, color, ring], and how high all rows are.
const captionOf = (pen, width) => {
  const parts = [];
  let x = CAPTION_RIM, row = 0;
  const put = (text, color = null, ring = false, bold = false) => {
    pen.font = `${bold ? 600 : 400} ${CAPTION_SIZE}px ${FONT}`;
    let shortened = text;
    const room = width - 2 * CAPTION_RIM - (color ? 16 : 0);
    while (shortened.length > 4 && pen.measureText(shortened).width > room) shortened = `${Array.from(shortened).slice(0, -2).join("").replace(/…$/, "")}…`;
    const wide = pen.measureText(shortened).width + (color ? 16 : 0);
    if (x > CAPTION_RIM && x + wide > width - CAPTION_RIM) { x = CAPTION_RIM; row++; }
    parts.push({ text: shortened.replaceAll("\n", " "), x, row, color, ring, bold });
    x += wide + 14;
  };
  const next = () => { if (x > CAPTION_RIM) { x = CAPTION_RIM; row++; } };
  put(data.title, null, false, true);
  next();
  put([data.scope, byId("caption").textContent].filter(Boolean).join(" · "));
  next();
  const entries = coloring.entries.filter(({ key }) => shown.ofColor.get(key) && !state.hiddenColors.has(key));
  if (entries.length) put(`${colorings[state.color]?.name ?? "Colour"}:`);
  for (const { name, color } of entries) put(name, color);
  next();
  const own = shown.articles.map((node) => graph.own[node]);
  if (own.includes(0) && own.includes(1)) { put("a file of its own", paper.quiet); put("known only from lists or links", paper.quiet, true); next(); }
  return { parts, height: row * CAPTION_ROW + CAPTION_RIM };
};

const drawCaption = (pen, { parts }, top) => {
  pen.globalAlpha = 1;
  for (const { text, x, row, color, ring, bold } of parts) {
    const y = top + row * CAPTION_ROW + CAPTION_ROW / 2;
    if (color) {
      pen.beginPath(); pen.moveTo(x + 10, y); pen.arc(x + 5, y, ring ? 4.5 : 5, 0, 7);
      pen.fillStyle = pen.strokeStyle = color; pen.lineWidth = 1;
      if (ring) pen.stroke();
      else pen.fill();
    }
    pen.font = `${bold ? 600 : 400} ${CAPTION_SIZE}px ${FONT}`;
    pen.textAlign = "left"; pen.textBaseline = "middle"; pen.fillStyle = paper.ink;
    pen.fillText(text, x + (color ? 16 : 0), y);
  }
};

// A picture with what stands under it.
const captioned = (stage, picture) => {
  const scale = picture.width / stage.size()[0], canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  const caption = captionOf(pen, stage.size()[0]);
  canvas.width = picture.width; canvas.height = picture.height + Math.ceil(caption.height * scale);
  pen.fillStyle = paper.paper; pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  drawCaption(pen, caption, picture.height / scale);
  return canvas;
};
