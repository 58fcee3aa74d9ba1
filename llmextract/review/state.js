// What is selected, and who wants to know when that changes.
const SIGNS = { supported: "✓", derived: "Σ", inferred: "≈", partly: "½", unclear: "?",
  unsupported: "✗", rules: "·" };
const SVG = "http://www.w3.org/2000/svg";
const BATCH = 200; // so many rows are built at a time: a page of thousands opens at once

function svg(tag, attributes, ...children) {
  return dress(document.createElementNS(SVG, tag), attributes, children);
}
function button(attributes, ...children) {
  return el("button", { type: "button", ...attributes }, ...children);
}
const many = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

data.values.forEach((value, number) => { value.number = number; });
data.incidents.forEach((incident, number) => {
  incident.number = number;
  for (const record of incident.records) data.records[record].incident = number;
});
const formOf = Object.fromEntries(data.form.map((field) => [field.name, field]));
const placeOf = (record) => {
  const name = data.documents.length > 1 ? `${nameOf(data.documents[record.document])}, ` : "";
  return `${name}paragraph ${record.paragraph + 1}`;
};
const nameOf = (one) => one.title || one.source;

const status = el("p", { class: "status", role: "status" });
function say(text) { status.textContent = text; }

// One thing is selected at a time: a value, or an incident.
const selection = { value: null, incident: null };
const watchers = [];
function watch(watcher) { watchers.push(watcher); }
function select(kind, number, from) {
  selection.value = kind === "value" ? number : null;
  selection.incident = kind === "incident" ? number : null;
  for (const watcher of watchers) watcher(from);
}
function jump(node) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
}
// Enter and the space bar press what is no button of HTML.
function press(node, act) {
  node.addEventListener("click", act);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act(event);
  });
}
