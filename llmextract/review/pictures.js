// The map and the timeline.  What lies where was computed before; here it is only drawn.
const dots = []; // the places on the map
const bars = []; // the bars of the timeline
let around = null; // which stretch of the map is shown: x, y, width, height
let world = null;

function mapNode() {
  const chart = data.map;
  if (!chart) return el("p", { class: "empty" }, "No incident has a place that is known.");
  world = svg("svg", { class: "map", role: "group", "aria-label": "Map of incidents" },
    svg("g", { class: "land", "aria-hidden": "true" },
      ...chart.land.map((d) => svg("path", { d, "fill-rule": "evenodd" }))),
    svg("g", { class: "names", "aria-hidden": "true" }, ...chart.names.map((name) =>
      svg("text", { x: name.x, y: name.y, "text-anchor": "middle" }, name.text))));
  chart.places.forEach((place, at) => {
    const told = `${place.name}, ${place.is_exact ? "the place itself" : `known by its ${place.precision}`}: `
      + many(place.numbers.length, "incident");
    const dot = svg("g", { class: `dot ${place.is_exact ? "exact" : "coarse"}`, role: "button",
      tabindex: "0", "aria-label": told }, svg("title", null, told),
    svg("circle", { cx: place.x, cy: place.y }),
    place.label ? svg("text", { "aria-hidden": "true" }, place.label.text) : null);
    press(dot, () => { filters.place = filters.place === at ? null : at; refresh(); list(at); });
    dots.push(dot);
  });
  world.append(...[...dots].reverse());
  around = [0, 0, chart.width, chart.height];
  new ResizeObserver(draw).observe(world);
  const here = el("div", { class: "here", "aria-live": "polite" });
  function list(at) {
    const place = chart.places[at];
    here.replaceChildren(el("h3", { dir: "auto" }, place.name),
      el("ul", null, ...place.numbers.map((number) => el("li", null, incidentLink(number)))));
  }
  const tools = el("div", { class: "tools", role: "group", "aria-label": "Magnify the map" });
  for (const [text, label, by] of [["+", "closer", 2], ["−", "farther", 0.5], ["all", "the whole map", 0]]) {
    const node = button({ "aria-label": label }, text);
    node.addEventListener("click", () => magnify(by));
    tools.append(node);
  }
  drag(world);
  const missing = chart.missing.map((number) => el("li", null, incidentLink(number),
    el("small", null, data.incidents[number].unplaced.join("; ") || "it names no place")));
  return el("div", null, el("div", { class: "frame" }, world, tools), here,
    el("p", { class: "soft" }, "Filled: the place itself; ring: a point that stands for a district, a "
      + `province or a country. Press a place to see its incidents. ${chart.credit}`),
    missing.length ? el("details", null, el("summary", null, `Not on the map (${missing.length})`),
      el("ul", null, ...missing)) : null);
}
function incidentLink(number) {
  const incident = data.incidents[number];
  const node = button({ class: "link", dir: "auto" }, `${number + 1}. ${incident.heading}`);
  node.addEventListener("click", () => { show("article"); select("incident", number, "picture"); });
  return node;
}
// Circles and letters keep their size on the screen, whatever the map's.
function draw() {
  const width = world.clientWidth;
  if (!width) return;
  world.setAttribute("viewBox", around.join(" "));
  const scale = width / around[2];
  world.querySelectorAll(".names text").forEach((node) => node.setAttribute("font-size", 12 / scale));
  data.map.places.forEach((place, at) => {
    const [, circle, text] = dots[at].children;
    circle.setAttribute("r", place.radius / scale);
    if (!text) return;
    const away = (place.radius + 3) / scale;
    const font = 13 / scale;
    const [x, y, anchor] = {
      right: [place.x + away, place.y + 0.35 * font, "start"],
      left: [place.x - away, place.y + 0.35 * font, "end"],
      above: [place.x, place.y - away - 0.1 * font, "middle"],
      below: [place.x, place.y + away + 0.8 * font, "middle"],
    }[place.label.side];
    dress(text, { x, y, "text-anchor": anchor, "font-size": font,
      display: place.label.zoom <= scale * 1.05 ? "inline" : "none" }, []);
  });
}
function magnify(by) {
  const chart = data.map;
  const place = filters.place === null ? null : chart.places[filters.place];
  const share = by ? Math.min(1, Math.max(1 / 32, around[2] / by / chart.width)) : 1;
  const middle = place ? [place.x, place.y] : [around[0] + around[2] / 2, around[1] + around[3] / 2];
  around = [middle[0] - (share * chart.width) / 2, middle[1] - (share * chart.height) / 2,
    share * chart.width, share * chart.height];
  hold();
}
function hold() {
  const chart = data.map;
  around[0] = Math.min(Math.max(around[0], 0), chart.width - around[2]);
  around[1] = Math.min(Math.max(around[1], 0), chart.height - around[3]);
  world.classList.toggle("near", around[2] < chart.width);
  draw();
}
function drag(node) {
  let last = null;
  node.addEventListener("pointerdown", (event) => { last = [event.clientX, event.clientY]; });
  node.addEventListener("pointermove", (event) => {
    if (!last || !event.buttons) return;
    const scale = around[2] / node.clientWidth;
    around[0] -= (event.clientX - last[0]) * scale;
    around[1] -= (event.clientY - last[1]) * scale;
    last = [event.clientX, event.clientY];
    hold();
  });
  node.addEventListener("pointerup", () => { last = null; });
}

function timelineNode() {
  const line = data.timeline;
  const advice = "Where a text tells no year, the day of its publication does: extract --published DATE.";
  if (!line) return el("p", { class: "empty" }, `No incident has a day that is known. ${advice}`);
  const top = 26;
  const height = top + line.lanes * line.lane + 6;
  const strip = svg("svg", { class: "timeline", role: "img", "aria-label": "Timeline of incidents, listed below",
    viewBox: `0 0 ${line.width} ${height}` });
  const ticks = line.ticks.map(([x, text]) => svg("g", null,
    svg("line", { x1: x, x2: x, y1: top - 6, y2: height }), svg("text", { x, y: 16 }, text)));
  strip.append(...ticks, ...line.bars.map((bar) => {
    const node = svg("rect", { x: bar.left, width: bar.right - bar.left, y: top + bar.lane * line.lane,
      height: line.lane - 5, rx: 2, class: bar.hinted ? "hinted" : null },
    svg("title", null, `${bar.days}: ${data.incidents[bar.incident].heading}`));
    node.addEventListener("click", () => { show("article"); select("incident", bar.incident, "picture"); });
    bars.push([bar.incident, node]);
    return node;
  }));
  new ResizeObserver(() => {
    const scale = strip.clientWidth / line.width;
    if (!scale) return;
    let free = -Infinity;
    for (const tick of ticks) {
      const [, text] = tick.children;
      const x = Number(text.getAttribute("x"));
      text.setAttribute("font-size", 12 / scale);
      text.setAttribute("display", x * scale < free ? "none" : "inline");
      if (x * scale >= free) free = x * scale + text.textContent.length * 7 + 8;
    }
  }).observe(strip);
  const byDay = Map.groupBy(line.bars, (bar) => bar.days);
  const item = (bar) => el("li", null, incidentLink(bar.incident),
    bar.hinted ? el("small", null, " day only hinted at") : null);
  return el("div", null, strip, el("ol", { class: "days" }, ...[...byDay].map(([days, these]) =>
    el("li", null, el("time", null, days),
      el("ul", null, ...these.map(item))))),
  line.undated.length ? el("details", null, el("summary", null, `Without a known day (${line.undated.length})`),
    el("p", { class: "soft" }, advice), el("ul", null, ...line.undated.map((number) => el("li", null, incidentLink(number))))) : null);
}
function dim(numbers) {
  data.map?.places.forEach((place, at) => {
    dots[at]?.classList.toggle("off", !place.numbers.some((number) => numbers.has(number)));
    dots[at]?.setAttribute("aria-pressed", String(filters.place === at));
  });
  for (const [number, node] of bars) node.classList.toggle("off", !numbers.has(number));
}
watch(() => {
  data.map?.places.forEach((place, at) =>
    dots[at].classList.toggle("lit", place.numbers.includes(selection.incident)));
  for (const [number, node] of bars) node.classList.toggle("lit", number === selection.incident);
});
