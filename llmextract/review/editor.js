// Where values are judged: under the value that is selected, beside lists, under each paragraph.
function leafOf(value) {
  const form = formOf[value.field];
  const last = value.path.split(".").slice(1).pop()?.replace(/\[\d+\]$/, "");
  return (last && form.parts[last]) || form;
}
// A field to type or choose one value in, and what was said there; undefined where nothing was.
function entry(form, label, now) {
  if (form.words.length) {
    const node = el("select", { "aria-label": label }, option("", "—"),
      ...form.words.map((word) => option(word, words(word))));
    node.value = now ?? "";
    return [node, () => node.value || undefined];
  }
  const type = form.type === "integer" || form.type === "number" ? "number" : "text";
  const node = el("input", { "aria-label": label, type, step: form.type === "number" ? "any" : null,
    min: form.kind === "number" ? "0" : null, autocomplete: "off" });
  node.value = now ?? "";
  return [node, () => {
    const said = node.value.trim();
    return said === "" ? undefined : type === "number" ? Number(said) : said;
  }];
}
function line(form, label, now, done) {
  const [input, said] = entry(form, label, now);
  const node = el("form", { class: "line" }, input, el("button", { type: "submit", class: "main" }, "Save"));
  const cancel = button({}, "Cancel");
  cancel.addEventListener("click", () => done(undefined));
  node.append(cancel);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (said() !== undefined) done(said());
  });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); done(undefined); }
  });
  return [node, input];
}

const editor = el("div", { class: "editor", role: "group", "aria-label": "Judge this value" });
function openEditor(value) {
  const acts = [["accept", "✓ Accept"], ["correct", "✎ Correct"], ["reject", "✗ Reject"]]
    .filter(([action]) => value.text !== "" || action === "correct")
    .map(([action, text]) => {
      const node = button({ "data-action": action,
        "aria-pressed": String(edits.get(`v${value.number}`)?.action === action) }, text);
      node.addEventListener("click", () => judge(value, action));
      return node;
    });
  const next = button({ class: "link" }, "next ›");
  next.addEventListener("click", () => step(1));
  editor.replaceChildren(...acts, next);
  buttonsOf.get(value.number).closest(".group").after(editor);
}
function judge(value, action) {
  if (action !== "correct") {
    editValue(value, action);
    const now = edits.get(`v${value.number}`);
    say(now ? `${describe(value)}: ${action}ed` : `${describe(value)}: as it was`);
    return;
  }
  const now = edits.get(`v${value.number}`);
  const [node, input] = line(leafOf(value), `${words(value.field)}, corrected`,
    now?.action === "correct" ? now.value : value.raw, (said) => {
      if (said !== undefined && said !== value.raw) editValue(value, "correct", said);
      else if (said !== undefined) setEdit(`v${value.number}`, null);
      openEditor(value);
      buttonsOf.get(value.number).focus();
    });
  editor.replaceChildren(node);
  input.focus();
  input.select?.();
}
function adder(number, field) {
  const record = data.records[number];
  const open_ = button({ class: "link add", "aria-label": `Add to ${words(field.name)}, record ${record.index + 1}` }, "+ add");
  open_.addEventListener("click", () => {
    const form = field.head ? field.parts[field.head] : field;
    const [node, input] = line(form, `Add to ${words(field.name)}`, null, (said) => {
      node.replaceWith(open_);
      if (said !== undefined) addItem(number, field.name, said);
      open_.focus();
    });
    open_.replaceWith(node);
    input.focus();
  });
  return open_;
}
function recordTools(number) {
  return ["accept", "reject"].map((action) => {
    const node = button({ class: "link", "data-record": action, "aria-pressed": "false" }, `${action} record`);
    node.addEventListener("click", () => editRecord(number, action));
    return node;
  });
}
// A new record: a field for each of its kinds of values; lists take several, parted by semicolons.
function recordForm(document_, paragraph, done) {
  const entries = data.form.filter((field) => field.can_add).map((field) => {
    const form = field.head ? field.parts[field.head] : field;
    const [input, said] = entry(field.many ? { ...form, type: "string" } : form, words(field.name), null);
    return { field, input, said };
  });
  const node = el("form", { class: "card new", "aria-label": "A new record" },
    el("dl", null, ...entries.flatMap(({ field, input }) => [
      el("dt", { title: field.about }, words(field.name), field.many ? el("small", null, "several: ;") : null),
      el("dd", null, input)])));
  const cancel = button({}, "Cancel");
  node.append(el("p", null, el("button", { type: "submit", class: "main" }, "Add record"), " ", cancel));
  cancel.addEventListener("click", () => done());
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const told = {};
    for (const { field, said } of entries) {
      const value = said();
      if (value === undefined) continue;
      const numeric = field.many && field.type !== "string" && !field.words.length;
      told[field.name] = field.many
        ? String(value).split(";").map((one) => one.trim()).filter(Boolean).map((one) => (numeric ? Number(one) : one))
        : value;
    }
    const missing = entries.find(({ field }) => !field.many && !field.nullable && told[field.name] === undefined);
    if (missing) {
      missing.input.focus();
      say(`${words(missing.field.name)} cannot be empty.`);
      return;
    }
    addRecord(document_, paragraph, told);
    done();
  });
  return node;
}
function paragraphTools(paragraph, place) {
  const tools = el("p", { class: "paragraph-tools" });
  const add = button({ class: "link add", "aria-label": `Add a record to paragraph ${paragraph.index + 1}` }, "+ add a record");
  add.addEventListener("click", () => {
    const form = recordForm(place, paragraph.index, () => { form.replaceWith(tools); add.focus(); });
    tools.replaceWith(form);
    form.querySelector("select, input").focus();
  });
  const looked = button({ class: "link", "data-looked": "", "aria-pressed": "false" }, "nothing is missing");
  looked.addEventListener("click", () => editParagraph(place, paragraph.index));
  tools.append(add, looked);
  editWatchers.push(() => looked.setAttribute("aria-pressed", String(edits.has(`p${place}-${paragraph.index}`))));
  return tools;
}
function chip(key, text) {
  const node = button({ class: "chip", "aria-label": `Take back: ${text}` }, `${text} ✕`);
  node.addEventListener("click", () => setEdit(key, null));
  return node;
}
const shownOf = (value) => (value && typeof value === "object"
  ? Object.values(value).flat().join(", ") : words(String(value)));

// Each value, card and paragraph shows what was said of it.
function showEdits() {
  for (const [number, node] of buttonsOf) {
    const edit = edits.get(`v${number}`);
    const value = data.values[number];
    node.classList.remove("accept", "correct", "reject");
    if (edit) node.classList.add(edit.action);
    node.querySelector(".now")?.remove();
    if (edit) {
      node.append(el("span", { class: "now" }, edit.action === "correct" ? ` → ${shownOf(edit.value)}` : ` ${edit.action}ed`));
    }
    value.done = Boolean(edit) || edits.has(`r${value.record}`);
  }
  for (const [number, card] of cardsOf) {
    const edit = edits.get(`r${number}`);
    card.classList.toggle("rejected", edit?.action === "reject");
    card.classList.toggle("accepted", edit?.action === "accept");
    for (const node of card.querySelectorAll("[data-record]")) {
      node.setAttribute("aria-pressed", String(node.dataset.record === edit?.action));
    }
    const record = data.records[number];
    for (const cell of card.querySelectorAll("dd")) {
      cell.querySelectorAll(":scope > .chip").forEach((node) => node.remove());
      cell.append(...additions(record.document, record.paragraph, record.index, cell.dataset.field)
        .map(([key, edit_]) => chip(key, `+ ${shownOf(edit_.value)}`)));
    }
  }
  for (const place of document.querySelectorAll(".additions")) {
    const [document_, paragraph] = place.dataset.place.split("-").map(Number);
    place.replaceChildren(...additions(document_, paragraph, null)
      .map(([key, edit]) => chip(key, `new record: ${shownOf(edit.value)}`)));
  }
  for (const node of document.querySelectorAll('.editor [data-action]')) {
    node.setAttribute("aria-pressed", String(edits.get(`v${selection.value}`)?.action === node.dataset.action));
  }
}
editWatchers.push(showEdits);
watch(() => {
  if (selection.value === null) editor.remove();
  else openEditor(data.values[selection.value]);
});
