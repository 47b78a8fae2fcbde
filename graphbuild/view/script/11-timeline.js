// The timeline: how many articles when, a brush that filters by date, and play.
const attachTimeline = () => {
  const chart = byId("chart"), brush = byId("brush"), from = byId("from"), to = byId("to"), play = byId("play");
  if (!Number.isFinite(firstTime)) { byId("timeline").hidden = true; return { draw: () => {} }; }
  const day = 86400, low = Math.floor(firstTime / day) * day, high = Math.floor(lastTime / day) * day + day;
  for (const field of [from, to]) { field.min = dayOf(low); field.max = dayOf(lastTime); }
  let playing = 0, drag = null;

  const draw = () => {
    const { width, height } = chart.getBoundingClientRect(), ratio = Math.min(window.devicePixelRatio || 1, 2);
    if (!width) return;
    chart.width = width * ratio; chart.height = height * ratio;
    const pen = chart.getContext("2d"), bins = Math.max(10, Math.floor(width / 5)), counts = new Array(bins).fill(0), inside = new Array(bins).fill(0);
    for (const time of shown.times) {
      const bin = Math.min(bins - 1, Math.floor(((time - low) / (high - low)) * bins));
      counts[bin]++;
      if (time >= (state.from ?? -Infinity) && time <= (state.to ?? Infinity)) inside[bin]++;
    }
    const most = counts.reduce((one, other) => Math.max(one, other), 1), floor = height - 14;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0); pen.clearRect(0, 0, width, height);
    const step = width / bins;
    counts.forEach((count, bin) => {
      if (!count) return;
      const size = (value) => Math.max(1.5, Math.sqrt(value / most) * (floor - 2));
      pen.fillStyle = paper.line; pen.fillRect(bin * step, floor - size(count), Math.max(step - 1, 1), size(count));
      if (inside[bin]) { pen.fillStyle = paper.accent; pen.fillRect(bin * step, floor - size(inside[bin]), Math.max(step - 1, 1), size(inside[bin])); }
    });
    pen.fillStyle = paper.quiet; pen.font = "10px system-ui, sans-serif"; pen.textBaseline = "alphabetic";
    const days = (high - low) / day, each = [1, 3, 6, 12, 24, 60].find((months) => (months * 30.4 / days) * width > 58) ?? 120;
    const start = new Date(low * 1000);
    let ticks = 0;
    for (let n = 0; n < 200; n++) {
      const month = new Date(Date.UTC(start.getUTCFullYear(), n * each + (each < 12 ? Math.ceil(start.getUTCMonth() / each) * each : 0), 1)), time = month.getTime() / 1000;
      if (time > high) break;
      if (time < low) continue;
      const x = ((time - low) / (high - low)) * width;
      pen.fillRect(x, floor, 1, 3);
      ticks++;
      if (x < width - 30) pen.fillText(each < 12 && month.getUTCMonth() ? MONTHS[month.getUTCMonth()] : String(month.getUTCFullYear()), x + 3, height - 2);
    }
    if (!ticks) {  // all within a month
      pen.fillText(dateOf(low), 0, height - 2);
      if (high - low > day) { pen.textAlign = "right"; pen.fillText(dateOf(lastTime), width, height - 2); pen.textAlign = "left"; }
    }
    const left = (((state.from ?? low) - low) / (high - low)) * 100, right = (((state.to ?? high) - low) / (high - low)) * 100;
    brush.hidden = state.from === null && state.to === null;
    brush.style.left = `${left}%`; brush.style.width = `${Math.max(right - left, 0.4)}%`;
    from.value = state.from === null ? "" : dayOf(state.from);
    to.value = state.to === null ? "" : dayOf(state.to);
  };

  const set = (one, other) => { state.from = one; state.to = other; refilter(); };
  const timeOf = (event) => { const frame = chart.getBoundingClientRect(); return low + Math.min(1, Math.max(0, (event.clientX - frame.left) / frame.width)) * (high - low); };
  const area = byId("span");
  area.addEventListener("pointerdown", (event) => {
    stop();
    area.setPointerCapture(event.pointerId);
    const time = timeOf(event), edge = ((high - low) / chart.getBoundingClientRect().width) * 8;
    const one = state.from ?? low, other = state.to ?? high, open = state.from === null && state.to === null;
    if (!open && Math.abs(time - one) < edge) drag = { fixed: other };
    else if (!open && Math.abs(time - other) < edge) drag = { fixed: one };
    else if (!open && time > one && time < other) drag = { grip: time, one, other };
    else drag = { fixed: time, fresh: true };
  });
  area.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const time = timeOf(event);
    if (drag.grip) { const shift = Math.min(Math.max(time - drag.grip, low - drag.one), high - drag.other); set(drag.one + shift, drag.other + shift); drag.moved = true; return; }
    if (drag.fresh && Math.abs(time - drag.fixed) < (high - low) / 200) return;
    drag.moved = true;
    set(Math.min(drag.fixed, time), Math.max(drag.fixed, time));
  });
  const drop = () => { if (drag && !drag.moved && (drag.fresh || drag.grip)) set(null, null); drag = null; };
  area.addEventListener("pointerup", drop);
  area.addEventListener("pointercancel", () => { drag = null; });
  const typed = () => {
    const one = from.value ? Date.parse(from.value) / 1000 : null, other = to.value ? Date.parse(to.value) / 1000 + day - 1 : null;
    if (Number.isNaN(one) || Number.isNaN(other)) return;
    set(one, other);
  };
  from.addEventListener("change", typed); to.addEventListener("change", typed);

  const stop = () => { cancelAnimationFrame(playing); playing = 0; play.textContent = "Play"; play.setAttribute("aria-pressed", "false"); };
  // Without a brush the articles appear one after another; a brush moves along.
  play.addEventListener("click", () => {
    if (playing) { stop(); return; }
    play.textContent = "Pause"; play.setAttribute("aria-pressed", "true");
    const open = state.from === null && state.to === null, width = open ? 0 : (state.to ?? high) - (state.from ?? low);
    const begin = open ? low : (state.to ?? high) >= high ? low + width : state.to;
    const seconds = 12 * Math.max(0.2, (high - begin) / (high - low)), begun = performance.now();
    const frame = (now) => {
      const share = Math.min(1, (now - begun) / 1000 / seconds), end = begin + (high - begin) * share;
      set(open ? low : end - width, end);
      if (share < 1) { playing = requestAnimationFrame(frame); return; }
      stop();
      if (open) set(null, null);
    };
    playing = requestAnimationFrame(frame);
  });
  return { draw };
};
