// The incidents as a table that is sorted and filtered, and the counts by actor.
const filters = { text: "", look: "", document: "", place: null, actor: null };
let sorting = { name: "number", down: false };
const rowsOf = new Map();

for (const incident of data.incidents) {
  const cells = Object.values(incident.cells).flat();
  incident.marks = new Set(cells.map((cell) => cell.mark));
  incident.alarm = cells.some((cell) => cell.alarm);
  incident.words = [incident.heading, nameOf(data.documents[incident.document]),
    ...cells.map((cell) => cell.text)].join("\n").toLowerCase();
}
const kinds = data.columns.filter((column) => column.kind === "category" && column.words.length <= 24);
// Counts stand before the long lists of names, so that they are seen where the table is cut.
const used = data.columns.filter((column) => data.incidents.some((one) => one.cells[column.name]));
const at = used.findLastIndex((column) => ["date", "category"].includes(column.kind)) + 1;
const columns = [...used.slice(0, at), ...used.slice(at).filter((one) => one.kind === "number"),
  ...used.slice(at).filter((one) => one.kind !== "number")];

const fits = (one) => (!filters.text || one.words.includes(filters.text))
  && (!filters.look || (filters.look === "look" ? one.alarm : one.marks.has(filters.look)))
  && (filters.document === "" || one.document === Number(filters.document))
  && (filters.place === null || data.map.places[filters.place].numbers.includes(one.number))
  && (filters.actor === null || Object.values(data.actors[filters.actor].sides).flat().includes(one.number))
  && kinds.every(({ name }) => !filters[name]
    || (one.cells[name] || []).some((cell) => cell.text === words(filters[name])));

// What a column is sorted by; what is empty comes last either way.
function keyOf(incident, name) {
  if (name === "number") return incident.number;
  if (name === "paragraphs") return incident.document * 1e6 + incident.paragraphs[0];
  const kind = data.columns.find((column) => column.name === name).kind;
  const cells = incident.cells[name] || [];
  if (kind === "date") return incident.first || "";
  if (kind === "number") return cells.length ? (cells[0].number ?? 0) : "";
  return cells.map((cell) => cell.text).join("; ").toLowerCase();
}
function inOrder(list) {
  return [...list].sort((a, b) => {
    const [x, y] = [keyOf(a, sorting.name), keyOf(b, sorting.name)];
    if (x === "" || y === "") return (x === "") - (y === "");
    const order = typeof x === "number" ? x - y : String(x).localeCompare(String(y));
    return (sorting.down ? -order : order) || a.number - b.number;
  });
}

// The roles are said, since on a narrow screen the rows are no table to the browser.
const body = el("tbody", { role: "rowgroup" });
const heads = el("tr", { role: "row" });
const counted = el("output", { "aria-live": "polite" });
const totals = el("p", { class: "soft" });
const more = el("p", { class: "more" });

function head(name, text) {
  const sort = button({ class: "sort" }, text);
  sort.addEventListener("click", () => {
    sorting = { name, down: sorting.name === name && !sorting.down };
    refresh();
  });
  return el("th", { scope: "col", role: "columnheader", "data-name": name }, sort);
}
function cellNode(incident, column) {
  const cells = incident.cells[column.name] || [];
  const node = el("td", { class: column.kind === "number" ? "number" : null, dir: "auto", role: "cell",
    "data-label": words(column.name) },
    ...cells.map((cell) => el("span", { class: cell.mark ? `sign item ${cell.mark}` : "item" },
      el("span", null, cell.text),
      cell.mark ? el("span", { class: "spoken" }, `, ${VERDICTS[cell.mark]}`) : null)),
    ...cells.filter((cell) => cell.told).map((cell) => el("small", null, cell.told)));
  if (column.kind === "date" && incident.first) {
    const days = incident.first === incident.last ? incident.first : `${incident.first} – ${incident.last}`;
    node.append(el("small", null, days));
  }
  return node;
}
function rowNode(incident) {
  const open = button({ class: "link", "aria-label": `Incident ${incident.number + 1}: ${incident.heading}` },
    String(incident.number + 1));
  const row = el("tr", { class: incident.background ? "background" : null, role: "row" },
    el("th", { scope: "row", role: "rowheader" }, open),
    ...columns.map((column) => cellNode(incident, column)),
    el("td", { role: "cell", "data-label": "paragraphs" }, incident.paragraphs.join(", "),
      incident.background ? el("small", null, "background") : null));
  open.addEventListener("click", () => { show("article"); select("incident", incident.number, "table"); });
  rowsOf.set(incident.number, row);
  return row;
}
function refresh() {
  const list = inOrder(data.incidents.filter(fits));
  for (const th of heads.children) {
    const own = th.dataset.name === sorting.name;
    th.setAttribute("aria-sort", own ? (sorting.down ? "descending" : "ascending") : "none");
  }
  body.replaceChildren();
  rowsOf.clear();
  grow(list, 0);
  counted.textContent = `${list.length} of ${data.incidents.length} ${data.noun}`;
  const news = list.filter((one) => !one.background);
  totals.textContent = data.counts.map((name) => {
    const told = news.map((one) => (one.cells[name] || [])[0]?.number).filter((n) => typeof n === "number");
    return `${words(name)}: ${told.reduce((sum, n) => sum + n, 0)} in ${many(told.length, "incident")}`;
  }).join(" · ") + (news.length < list.length ? " · background left out" : "");
  dim(new Set(list.map((one) => one.number)));
  chips();
}
function grow(list, from) {
  body.append(...list.slice(from, from + BATCH).map(rowNode));
  more.replaceChildren();
  const left = list.length - from - BATCH;
  if (left <= 0) return;
  const node = button({}, `Show ${Math.min(BATCH, left)} more of ${left}`);
  node.addEventListener("click", () => grow(list, from + BATCH));
  more.append(node);
}

const search = el("input", { id: "search", type: "search", autocomplete: "off" });
const chosen = el("p", { class: "chips" });
function chips() {
  const on = [["place", filters.place !== null && data.map.places[filters.place].name],
    ["actor", filters.actor !== null && data.actors[filters.actor].name]].filter(([, text]) => text);
  chosen.replaceChildren(...on.map(([name, text]) => {
    const node = button({ class: "chip", "aria-label": `Show not only ${text}` }, `${name}: ${text} ✕`);
    node.addEventListener("click", () => { filters[name] = null; refresh(); });
    return node;
  }));
}
function incidentsNode() {
  const marks = new Set(data.incidents.flatMap((one) => [...one.marks]));
  const form = el("form", { role: "search" },
    el("label", null, "Search", search),
    choice("verdict", "With a value that is", [option("", "anything"), option("look", "in need of a look"),
      ...Object.keys(VERDICTS).filter((key) => marks.has(key)).map((key) => option(key, VERDICTS[key]))]),
    ...kinds.map(({ name, words: list }) => choice(`by-${name}`, words(name), [option("", "any"),
      ...list.filter((word) => data.incidents.some((one) => (one.cells[name] || [])
        .some((cell) => cell.text === words(word)))).map((word) => option(word, words(word)))])),
    data.documents.length > 1 ? choice("document", "Document", [option("", "all documents"),
      ...data.documents.map((one, at) => option(String(at), nameOf(one)))]) : null,
    counted);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    filters.text = search.value.trim().toLowerCase();
    filters.look = form.querySelector("#verdict").value;
    filters.document = form.querySelector("#document")?.value ?? "";
    for (const { name } of kinds) filters[name] = form.querySelector(`#by-${name}`).value;
    refresh();
  });
  heads.append(head("number", "#"), ...columns.map((column) => head(column.name, words(column.name))),
    head("paragraphs", "paragraphs"));
  return el("div", null, form, chosen, totals,
    scrolling("Incidents", el("table", { class: "incidents", role: "table" },
      el("thead", { role: "rowgroup" }, heads), body)), more);
}
watch(() => {
  for (const [number, row] of rowsOf) {
    row.classList.toggle("lit", number === selection.incident);
    if (number === selection.incident && row.checkVisibility?.()) row.scrollIntoView({ block: "nearest" });
  }
});

function actorsNode() {
  if (!data.actors.length) return el("p", { class: "empty" }, "No record names an actor.");
  const most = Math.max(...data.actors.flatMap((one) => Object.values(one.sides).map((list) => list.length)));
  const rows = data.actors.map((one, at) => {
    const name = button({ class: "link", dir: "auto" }, one.name);
    name.addEventListener("click", () => { filters.actor = at; refresh(); show("incidents"); });
    return el("tr", null, el("th", { scope: "row" }, name), ...data.sides.map((side) => {
      const count = (one.sides[side] || []).length;
      return el("td", { class: "number" }, count ? String(count) : "–",
        el("meter", { min: 0, max: most, value: count, "aria-hidden": "true" }));
    }));
  });
  const top = el("tr", null, el("th", { scope: "col" }, "actor"),
    ...data.sides.map((side) => el("th", { scope: "col", class: "number" }, `as ${words(side)}`)));
  return scrolling("Incidents by actor", el("table", { class: "actors" },
    el("caption", { class: "soft" }, "In how many incidents each name stands. Press a name to see them."),
    el("thead", null, top), el("tbody", null, ...rows)));
}
