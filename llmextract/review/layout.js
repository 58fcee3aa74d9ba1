// The page put together: head, tabs, keys.
const TABS = [["article", "Article"], ["look", "Needs a look"], ["incidents", "Incidents"],
  ["map", "Map"], ["timeline", "Timeline"], ["actors", "Actors"]];
const tabs = new Map();
const panels = new Map();

// On a narrow screen the article is one of the tabs; on a wide one it stands beside them.
const narrow = matchMedia("(max-width: 60rem)");
function show(name) {
  if (name === "article" && !narrow.matches) return;
  document.body.dataset.view = name;
  for (const [key, tab] of tabs) {
    tab.setAttribute("aria-selected", String(key === name));
    tab.tabIndex = key === name ? 0 : -1;
    const panel = panels.get(key);
    if (panel && key !== "article") panel.hidden = key !== name;
  }
}
function tabList() {
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": "Views" });
  for (const [name, text] of TABS) {
    const count = { look: doubtful.length + failures.length, incidents: data.incidents.length }[name];
    const tab = button({ role: "tab", id: `tab-${name}`, "aria-controls": name, "aria-selected": "false" },
      text, count === undefined ? null : el("span", { class: "count" }, ` ${count}`));
    tab.addEventListener("click", () => show(name));
    tabs.set(name, tab);
    list.append(tab);
  }
  list.addEventListener("keydown", (event) => {
    const shown = [...tabs].filter(([, tab]) => tab.offsetParent);
    const at = shown.findIndex(([, tab]) => tab === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const [name, tab] = shown[(to + shown.length) % shown.length];
    show(name);
    tab.focus();
  });
  return list;
}
function panel(name, content) {
  const node = el("section", { id: name, class: "panel", role: "tabpanel", "aria-labelledby": `tab-${name}` },
    el("h2", { class: "printed" }, TABS.find(([key]) => key === name)[1]), content);
  panels.set(name, node);
  return node;
}

const keysOn = el("input", { type: "checkbox", id: "keys", checked: true });
const onValue = (action) => () => {
  if (selection.value !== null && (action === "correct" || data.values[selection.value].text)) {
    judge(data.values[selection.value], action);
  }
};
const KEYS = { a: onValue("accept"), c: onValue("correct"), x: onValue("reject"), n: () => step(1), p: () => step(-1),
  "/": () => { show("incidents"); search.focus(); } };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !keysOn.checked) return;
  if (event.target.closest("input, select, textarea")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

function topNode() {
  const marks = data.values.filter((value) => value.mark && !value.minor);
  const legend = el("p", { class: "legend" }, ...Object.entries(VERDICTS).map(([key, text]) => {
    const count = marks.filter((value) => value.mark === key).length;
    return count ? el("span", null, el("span", { class: `sign ${key}`, "aria-hidden": "true" }),
      ` ${text}: ${count}`) : null;
  }));
  const paragraphs = data.documents.reduce((sum, one) => sum + one.paragraphs.length, 0);
  return el("header", { class: "top" },
    el("h1", { dir: "auto" }, data.title),
    el("p", { class: "soft" }, `${many(data.documents.length, "document")}, ${many(paragraphs, "paragraph")}, `
      + `${many(data.records.length, "record")}, ${data.incidents.length} ${data.noun} after merging. `
      + data.runs.map((run) => `${run.name}: ${run.model}`).join("; ")),
    legend);
}
function keysNode() {
  return el("p", { class: "soft keys" }, el("label", { class: "inline" }, keysOn, "keys:"), " ",
    el("kbd", null, "n"), " next that needs a look, ", el("kbd", null, "p"), " previous, ",
    el("kbd", null, "a"), " accept, ", el("kbd", null, "c"), " correct, ", el("kbd", null, "x"), " reject, ",
    el("kbd", null, "/"), " search");
}
const article = articleNode();
panels.set("article", article);
document.getElementById("page").append(
  el("a", { class: "skip", href: "#look" }, "Skip to what needs a look"),
  topNode(),
  el("main", null, article, el("div", { class: "side" }, editsNode(), tabList(), keysNode(), status,
    panel("look", queueNode()), panel("incidents", incidentsNode()), panel("map", mapNode()),
    panel("timeline", timelineNode()), panel("actors", actorsNode()))));
refresh();
changed();
show("look");
narrow.addEventListener("change", () => show(document.body.dataset.view === "article" ? "look" : document.body.dataset.view));
