// The article: each paragraph with the values' words marked, and under it its records.
const marksOf = new Map(); // number of a value: the marks that it rests on
const buttonsOf = new Map(); // number of a value: its button
const cardsOf = new Map(); // number of a record: its card

const worst = (numbers) => {
  const order = ["supported", "derived", "rules", "partly", "inferred", "unclear", "unsupported"];
  return numbers.map((number) => data.values[number].mark)
    .reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a));
};
function describe(value) {
  const record = data.records[value.record];
  return `${words(value.field)}: ${value.text || "not told"}`
    + (value.mark ? ` (${VERDICTS[value.mark]})` : "") + `, record ${record.index + 1}`;
}

// What is written between the marks of a text stays as it is, line breaks too.
function textOf(paragraph) {
  const pieces = paragraph.pieces;
  return pieces.map(([text, numbers], at) => {
    if (!numbers.length) return document.createTextNode(text);
    const shared = (other) => other && worst(numbers) === (other[1].length && worst(other[1]))
      && other[1].some((number) => numbers.includes(number));
    const goesOn = shared(pieces[at + 1]);
    const mark = el("mark", {
      class: `${worst(numbers)}${goesOn ? " inside" : ""}`, role: "button",
      tabindex: shared(pieces[at - 1]) ? "-1" : "0",
      title: numbers.map((number) => describe(data.values[number])).join("\n"),
    }, el("span", null, text));
    for (const number of numbers) {
      if (!marksOf.has(number)) marksOf.set(number, []);
      marksOf.get(number).push(mark);
    }
    // Pressed again, it goes on to the next value that rests on the same words.
    press(mark, () => {
      const now = numbers.indexOf(selection.value);
      select("value", numbers[(now + 1) % numbers.length], "text");
    });
    return mark;
  });
}

function valueNode(value) {
  const name = value.text || "not told";
  const node = button({
    class: `value ${value.minor ? "minor" : ""} ${value.mark ? `sign ${value.mark}` : ""}`,
    "aria-pressed": "false", title: value.mark ? VERDICTS[value.mark] : null,
  }, el("span", { class: value.text ? null : "absent" }, name),
  value.mark ? el("span", { class: "spoken" }, `, ${VERDICTS[value.mark]}`) : null);
  node.addEventListener("click", () => select("value", value.number, "card"));
  buttonsOf.set(value.number, node);
  return node;
}
function reasonOf(value) {
  if (value.accepted) return el("small", { class: "reason" }, "accepted by a person");
  const isPlain = value.mark === "supported" || value.mark === "rules";
  if (!value.mark || (isPlain && value.from !== "person")) return null;
  const by = value.by && value.by !== "rules" ? ` (judged by ${value.by})` : "";
  return el("small", { class: "reason" }, `${SIGNS[value.mark]} ${value.from === "person" ? "stated by a person; " : ""}${value.reason}${by}`);
}
function fieldRow(number, field, values) {
  const groups = []; // a value, what more is told of it, and why it is doubted
  for (const value of values) {
    if (!value.minor || !groups.length) groups.push([]);
    groups.at(-1).push(value);
  }
  const cell = el("dd", null, ...groups.map((group) => {
    const reasons = group.map(reasonOf).filter(Boolean);
    return el("span", { class: `group${reasons.length ? " told" : ""}` }, ...group.map(valueNode), ...reasons);
  }));
  cell.dataset.field = field.name;
  if (!values.length) cell.append(el("span", { class: "absent" }, "none"));
  if (field.many && field.can_add) cell.append(adder(number, field));
  return [el("dt", { title: field.about }, words(field.name)), cell];
}
function cardOf(number) {
  const record = data.records[number];
  const values = record.values.map((at) => data.values[at]);
  const incident = data.incidents[record.incident];
  const card = el("section", { class: "card", "aria-label": `Record ${record.index + 1} of ${placeOf(record)}` },
    el("header", null, el("h3", null, `Record ${record.index + 1}`),
      incident ? el("span", { class: "soft" }, "incident ",
        goTo(incident.number, String(incident.number + 1))) : null,
      el("span", { class: "tools" }, ...recordTools(number))),
    el("dl", null, ...data.form.flatMap((field) =>
      fieldRow(number, field, values.filter((value) => value.field === field.name)))));
  cardsOf.set(number, card);
  return card;
}
function goTo(incident, text) {
  const node = button({ class: "link" }, text);
  node.addEventListener("click", () => { show("incidents"); select("incident", incident, "card"); });
  return node;
}
function paragraphNode(paragraph, place) {
  const text = el(paragraph.is_title ? "h2" : "blockquote",
    { class: "text", dir: "auto" }, ...textOf(paragraph));
  const node = el("div", { class: "paragraph", id: `p${place}-${paragraph.index}` },
    el("span", { class: "number", "aria-hidden": "true" }, String(paragraph.index + 1)), text,
    paragraph.failure
      ? el("p", { class: "failure" }, `✗ This paragraph failed: ${paragraph.failure}`) : null,
    ...paragraph.records.map(cardOf), el("p", { class: "additions", "data-place": `${place}-${paragraph.index}` }),
    paragraph.is_title ? null : paragraphTools(paragraph, place));
  return node;
}
function articleNode() {
  return el("section", { id: "article", "aria-label": "Article", tabindex: "-1" },
    ...data.documents.map((one, place) => el("article", { "aria-label": nameOf(one) },
      el("header", null,
        one.paragraphs.some((paragraph) => paragraph.is_title) ? null : el("h2", { dir: "auto" }, nameOf(one)),
        el("p", { class: "soft" }, [one.source, one.published && `published ${one.published}`,
          data.runs.length > 1 && data.runs[one.run].name].filter(Boolean).join(" · "))),
      ...one.paragraphs.map((paragraph) => paragraphNode(paragraph, place)))));
}

watch((from) => {
  for (const node of document.querySelectorAll("#article .lit")) node.classList.remove("lit");
  for (const node of document.querySelectorAll('.value[aria-pressed="true"]')) {
    node.setAttribute("aria-pressed", "false");
  }
  if (selection.value !== null) {
    const value = data.values[selection.value];
    const marks = marksOf.get(selection.value) || [];
    const node = buttonsOf.get(selection.value);
    for (const mark of marks) mark.classList.add("lit");
    node.setAttribute("aria-pressed", "true");
    if (from !== "card") { show("article"); node.focus({ preventScroll: true }); }
    jump(from === "card" && marks.length ? marks[0] : node);
    say(`${describe(value)}. ${value.reason || ""} ${marks.length ? "" : "No words to show."}`);
  }
  if (selection.incident !== null) {
    const incident = data.incidents[selection.incident];
    for (const record of incident.records) {
      cardsOf.get(record).classList.add("lit");
      for (const value of data.records[record].values) {
        for (const mark of marksOf.get(value) || []) mark.classList.add("lit");
      }
    }
    if (from !== "card" && incident.records.length) jump(cardsOf.get(incident.records[0]));
    say(`Incident ${incident.number + 1}: ${incident.heading}; paragraphs ${incident.paragraphs.join(", ")}`);
  }
});
