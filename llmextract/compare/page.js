const BATCH = 100; // so many incidents are built at a time: a page of thousands opens at once
const OUTCOMES = {
  same: "= agree", partly: "◐ in part", left_out: "− left out", contrary: "≠ contradict",
  silent: "",
};

const percent = (part, whole) => (whole ? `${Math.round((100 * part) / whole)} %` : "–");
const figure = (value) => (value === null || value === undefined ? "–" : value.toFixed(2));

function table(label, kind, heads, rows) {
  return scrolling(label, el("table", { class: kind },
    el("thead", null, el("tr", null, ...heads)), el("tbody", null, ...rows)));
}
function head(text, kind) { return el("th", { scope: "col", class: kind }, text); }
function figures(label, heads, rows) {
  return table(label, "figures", heads.map((text, at) => head(text, at ? "number" : null)),
    rows.map((row) => el("tr", null, ...row.map((text, at) =>
      el(at ? "td" : "th", at ? { class: "number" } : { scope: "row" }, String(text))))));
}

function runsTable() {
  const priced = data.runs.some((run) => run.cost !== undefined && run.cost !== null);
  const judged = Object.keys(data.gold).length > 0;
  const heads = ["run", "incidents", "failed", "asked", "in the text", "not in the text",
    "seconds", "tokens in", "tokens out", ...(priced ? ["cost"] : []),
    ...(judged ? ["F1 against gold"] : [])];
  return figures("Runs", heads, data.runs.map((run) => {
    const values = Object.values(run.verdicts).reduce((sum, count) => sum + count, 0);
    return [run.name, run.records, run.failed, run.asked,
      percent(run.verdicts.supported + run.verdicts.derived, values), run.verdicts.unsupported,
      run.seconds.toFixed(1), run.prompt_tokens.toLocaleString("en"),
      run.completion_tokens.toLocaleString("en"),
      ...(priced ? [run.cost ?? "–"] : []),
      ...(judged ? [figure(data.gold[run.name]?.f1 ?? null)] : [])];
  }));
}
function fieldsTable() {
  return figures(
    "Agreement field by field",
    ["field", "told", "agree", "of these verified", "in part", "left out", "contradict",
      "Krippendorff's α"],
    Object.entries(data.fields).map(([name, row]) => [words(name), row.told,
      percent(row.same, row.told), row.checked ? percent(row.verified, row.checked) : "not checked",
      row.partly, row.left_out, row.contrary, figure(row.alpha)]));
}
function pairsTable() {
  return figures(
    "Two by two",
    ["two runs", "incidents in both", "only in the first", "only in the second", "fields agree",
      "fields contradict"],
    data.pairs.map((pair) => [pair.runs.join(" · "), pair.both, pair.only[pair.runs[0]],
      pair.only[pair.runs[1]], percent(pair.fields_same, pair.fields_told), pair.fields_contrary]));
}

// What is written between the spans of a text stays as it is, line breaks too.
function textOf(incident) {
  const pieces = incident.pieces;
  return el("blockquote", null, ...pieces.map((piece, at) => {
    if (!piece.verdict) return document.createTextNode(piece.text);
    const next = pieces[at + 1];
    const goes = next && next.verdict === piece.verdict && next.keys.some((k) => piece.keys.includes(k));
    const mark = el("mark", { class: `${piece.verdict}${goes ? " inside" : ""}`,
      title: VERDICTS[piece.verdict] }, el("span", null, piece.text));
    mark.keys = piece.keys;
    return mark;
  }));
}
function valueOf(value) {
  const body = el("span", { class: value.verdict ? `sign ${value.verdict}` : null },
    value.text || "vague");
  const name = [value.text || "a vague amount", value.verdict && VERDICTS[value.verdict],
    value.odd && "not said by all"].filter(Boolean).join(", ");
  const node = value.verdict
    ? el("button", { type: "button", class: `value${value.odd ? " odd" : ""}`, "aria-pressed": "false",
      "aria-label": name, "data-key": value.key }, body)
    : el("span", { class: `value${value.odd ? " odd" : ""}` }, body);
  return value.reason ? [node, el("small", null, value.reason)] : [node];
}
function cellOf(cell, incident, run) {
  if (cell === null) {
    const why = incident.read[run] ? "not found" : "not read";
    return el("td", { class: "absent" }, why);
  }
  return el("td", null, ...(cell.length ? cell.flatMap(valueOf) : [el("span", { class: "absent" }, "—")]));
}
function level(rank) {
  if (rank <= 3) return "high";
  if (rank <= 6) return "middle";
  return rank <= 8 ? "low" : "none";
}
function articleOf(incident) {
  const rows = incident.lines.map((line) => el("tr", null,
    el("th", { scope: "row" }, words(line.name)),
    ...line.cells.map((cell, run) => cellOf(cell, incident, run)),
    el("td", { class: `outcome ${line.outcome}` }, alone(incident) ? "" : OUTCOMES[line.outcome],
      line.verified && !alone(incident) ? el("small", null, "✓ verified") : null)));
  const heads = [head("field", null), ...data.names.map((name) => head(name, null)),
    head("", "outcome")];
  const sayings = table("What the runs say", "comparison", heads, rows);
  // Not as an attribute: the page's policy allows no inline style.
  sayings.firstChild.style.minWidth = `${15 + 8.5 * data.names.length}rem`;
  const attention = data.attention[incident.rank];
  const node = el("article", { tabindex: "-1", "data-level": level(incident.rank) },
    el("header", null, el("h2", null, attention),
      el("span", { class: "soft" },
        `${data.documents[incident.document]}, paragraph ${incident.paragraph}`)),
    incident.reason === attention ? null : el("p", { class: "reason" }, incident.reason),
    el("div", { class: "sides" }, textOf(incident), sayings));
  node.addEventListener("click", light);
  return node;
}
const alone = (incident) => incident.found.filter(Boolean).length < 2;

// A value that is pressed lights the words that it rests on.
function light(event) {
  const button = event.target.closest("button.value");
  if (!button) return;
  const on = button.getAttribute("aria-pressed") !== "true";
  const article = button.closest("article");
  for (const other of article.querySelectorAll("button.value")) other.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-pressed", String(on));
  for (const mark of article.querySelectorAll("mark")) {
    mark.classList.toggle("lit", on && mark.keys.includes(button.dataset.key));
  }
}

const shown = el("output", { "aria-live": "polite" });
const list = el("section", { "aria-label": "Incidents" });
const search = el("input", { id: "text", type: "search", autocomplete: "off" });
const form = el("form", { role: "search" },
  choice("show", "Show", [option("all", "everything"), option("differ", "only differences"),
    option("contrary", "only contradictions"), option("missed", "only found by some")]),
  choice("verdict", "With a value that is", [option("", "any verdict"),
    ...Object.entries(VERDICTS).map(([key, text]) => option(key, text))]),
  choice("document", "Document", [option("", "all documents"),
    ...data.documents.map((name, at) => option(String(at), name))]),
  choice("order", "Order", [option("rank", "most urgent first"), option("text", "as in the text")]),
  el("label", null, "Search", search), shown);

const SHOWS = {
  all: () => true, differ: (one) => one.rank <= 7, contrary: (one) => one.contrary,
  missed: (one) => one.missed,
};
for (const one of data.incidents) {
  const values = one.lines.flatMap((line) => line.cells.flatMap((cell) => cell || []));
  one.verdicts = new Set(values.map((value) => value.verdict));
  one.words = [one.pieces.map((piece) => piece.text).join(""), data.documents[one.document],
    one.heading || "", one.reason, ...values.map((value) => value.text)].join("\n").toLowerCase();
}
const chosen = (id) => form.querySelector(`#${id}`).value;
let matching = [];
let built = 0;
function filter() {
  const said = search.value.trim().toLowerCase();
  matching = data.incidents.filter((one) => SHOWS[chosen("show")](one)
    && (!chosen("verdict") || one.verdicts.has(chosen("verdict")))
    && (!chosen("document") || one.document === Number(chosen("document")))
    && (!said || one.words.includes(said)));
  if (chosen("order") === "text") matching.sort((a, b) => a.order - b.order);
  shown.textContent = `${matching.length} of ${data.incidents.length} incidents`;
  list.replaceChildren();
  built = 0;
  more(BATCH);
  if (!matching.length) list.append(el("p", { class: "empty" },
    data.incidents.length ? "No incident fits these filters." : "No run found an incident."));
}
function more(count) {
  list.querySelector(".more")?.remove();
  list.append(...matching.slice(built, built + count).map(articleOf));
  built = Math.min(built + count, matching.length);
  if (built < matching.length) {
    const button = el("button", { type: "button", class: "more" },
      `Show ${Math.min(BATCH, matching.length - built)} more`);
    button.addEventListener("click", () => more(BATCH));
    list.append(button);
  }
}
function step(by) {
  let all = [...list.querySelectorAll("article")];
  let at = all.indexOf(document.activeElement?.closest("article"));
  at = at < 0 ? (by > 0 ? 0 : -1) : at + by;
  if (at >= all.length && built < matching.length) {
    more(BATCH);
    all = [...list.querySelectorAll("article")];
  }
  const next = all[Math.max(0, Math.min(at, all.length - 1))];
  if (!next || at < 0) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const act = { j: () => step(1), k: () => step(-1), "/": () => search.focus() }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("beforeprint", () => more(matching.length)); // paper has no button

const legend = el("p", { class: "legend" }, ...Object.entries(VERDICTS).map(([key, text]) =>
  el("span", null, el("span", { class: `sign ${key}`, "aria-hidden": "true" }), ` ${text}`)));
document.getElementById("page").append(el("main", null,
  el("h1", null, data.title),
  el("p", { class: "soft" }, `${data.incidents.length} incidents in ${data.paragraphs} paragraphs, `
    + `${data.shared_paragraphs} of them read by all runs.`),
  el("details", { open: true }, el("summary", null, "Runs"), runsTable()),
  el("details", { open: true }, el("summary", null, "Agreement field by field"), fieldsTable()),
  el("details", null, el("summary", null, "Two by two"), pairsTable()),
  legend,
  el("p", { class: "soft keys" }, el("kbd", null, "j"), " next, ", el("kbd", null, "k"),
    " previous, ", el("kbd", null, "/"), " search; press a value to see its words in the text."),
  form, list));
filter();
