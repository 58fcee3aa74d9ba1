// What a person says of the values, kept until it is downloaded as a file.
const edits = new Map(); // by what it is said of: "v12" a value, "r3" a record, "p0-4" a paragraph, "a1" an addition
let added = 0;
let isSaved = true;
const editWatchers = [];

function changed() {
  isSaved = edits.size === 0;
  for (const watcher of editWatchers) watcher();
}
function setEdit(key, edit) {
  if (edit === null) edits.delete(key); else edits.set(key, edit);
  changed();
}
function placed(document_, paragraph, record) {
  const one = data.documents[document_];
  return { run: data.runs[one.run].digest, document: one.id, paragraph, record };
}
function ofValue(value, action, said) {
  const record = data.records[value.record];
  return { ...placed(record.document, record.paragraph, record.index), path: value.path, action,
    ...(action === "correct" ? { value: said } : {}) };
}
function editValue(value, action, said) {
  const key = `v${value.number}`;
  const same = edits.get(key)?.action === action && action !== "correct";
  setEdit(key, same ? null : ofValue(value, action, said));
}
function editRecord(number, action) {
  const record = data.records[number];
  const key = `r${number}`;
  const same = edits.get(key)?.action === action;
  setEdit(key, same ? null : { ...placed(record.document, record.paragraph, record.index), action });
}
function editParagraph(document_, paragraph) {
  const key = `p${document_}-${paragraph}`;
  setEdit(key, edits.has(key) ? null : { ...placed(document_, paragraph, null), action: "accept" });
}
function addItem(number, field, said) {
  const record = data.records[number];
  setEdit(`a${added++}`, { ...placed(record.document, record.paragraph, record.index), path: field,
    action: "add", value: said });
}
function addRecord(document_, paragraph, said) {
  setEdit(`a${added++}`, { ...placed(document_, paragraph, null), action: "add", value: said });
}
// Additions to one record's field, or with a record of null to a paragraph.
function additions(document_, paragraph, record, field) {
  const place = placed(document_, paragraph, record);
  return [...edits].filter(([key, edit]) => key.startsWith("a") && edit.run === place.run
    && edit.document === place.document && edit.paragraph === paragraph && edit.record === record
    && (field === undefined || edit.path === field));
}

const reviewer = el("input", { id: "reviewer", autocomplete: "name", size: "12" });
function download() {
  const file = { llmextract_edits: 1, reviewer: reviewer.value.trim() || null,
    saved: new Date().toISOString(), runs: data.runs.map(({ name, digest }) => ({ name, digest })),
    edits: [...edits.values()] };
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(file, null, 1)}\n`], { type: "application/json" }));
  const name = data.runs.length === 1 ? data.runs[0].name.replace(/\.[^.]*$/, "") : "review";
  const link = el("a", { href: url, download: `${name}.edits.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
  isSaved = true;
  say(`${many(edits.size, "edit")} downloaded. Put them into the run: `
    + `llmextract review ${data.runs[0].name} --apply ${link.download} -o gold.jsonl`);
}
// Edits of an earlier sitting; those that are of no value on this page are left out and counted.
function load(file) {
  let left = 0;
  for (const edit of file.edits) {
    const at = data.records.findIndex((record) => {
      const place = placed(record.document, record.paragraph, record.index);
      return Object.keys(place).every((name) => place[name] === edit[name]);
    });
    const value = at < 0 ? null : data.values.find((one) => one.record === at && one.path === edit.path);
    const paragraph = data.documents.findIndex((one) => one.id === edit.document
      && data.runs[one.run].digest === edit.run);
    if (edit.action === "add" && (at >= 0 || paragraph >= 0)) edits.set(`a${added++}`, edit);
    else if (value) edits.set(`v${value.number}`, edit);
    else if (at >= 0 && !edit.path) edits.set(`r${at}`, edit);
    else if (edit.record === null && paragraph >= 0) edits.set(`p${paragraph}-${edit.paragraph}`, edit);
    else left += 1;
  }
  changed();
  say(`${many(file.edits.length - left, "edit")} opened` + (left ? `; ${left} are of another run` : ""));
}
async function open(input) {
  const [file] = input.files;
  if (!file) return;
  try {
    const read = JSON.parse(await file.text());
    if (read.llmextract_edits !== 1 || !Array.isArray(read.edits)) throw new Error("no edits");
    if (read.reviewer && !reviewer.value) reviewer.value = read.reviewer;
    load(read);
  } catch {
    say(`${file.name} is no file of edits that this page can read.`);
  }
  input.value = "";
}
window.addEventListener("beforeunload", (event) => { if (!isSaved) event.preventDefault(); });

function editsNode() {
  const save = button({ class: "main" }, "Download edits");
  save.addEventListener("click", download);
  const input = el("input", { type: "file", accept: ".json,application/json", id: "open", class: "spoken", tabindex: "-1" });
  input.setAttribute("aria-label", "A file of edits");
  input.addEventListener("change", () => open(input));
  const pick = button({}, "Open edits…");
  pick.addEventListener("click", () => input.click());
  const count = el("span", { class: "edits" });
  editWatchers.push(() => {
    count.textContent = many(edits.size, "edit");
    save.disabled = edits.size === 0;
  });
  return el("div", { class: "bar" }, count, save, pick, input,
    el("label", { class: "inline" }, "your name (optional)", reviewer));
}
