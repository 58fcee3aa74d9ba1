// What needs a look: values that the text may not carry, the most urgent first, and what failed.
const failures = data.documents.flatMap((one, document) => one.paragraphs
  .filter((paragraph) => paragraph.failure)
  .map((paragraph) => ({ document, paragraph: paragraph.index, failure: paragraph.failure })));
const doubtful = data.values.filter((value) => value.alarm && !value.minor)
  .sort((a, b) => data.doubtful.indexOf(a.mark) - data.doubtful.indexOf(b.mark) || a.number - b.number);

function queueItem(value) {
  const record = data.records[value.record];
  const node = button({ class: "row" },
    el("span", { class: `sign ${value.mark}` }, `${words(value.field)}: ${value.text || "not told"}`),
    el("span", { class: "soft" }, ` ${placeOf(record)}`),
    el("small", null, value.reason));
  node.addEventListener("click", () => select("value", value.number, "queue"));
  return el("li", { "data-value": value.number }, node);
}
function failureItem(one) {
  const node = button({ class: "row" }, el("span", { class: "sign unsupported" }, "failed"),
    el("span", { class: "soft" }, ` ${placeOf(one)}`), el("small", null, one.failure));
  node.addEventListener("click", () => {
    show("article");
    jump(document.getElementById(`p${one.document}-${one.paragraph}`));
  });
  return el("li", null, node);
}
function queueNode() {
  const groups = [...new Set(doubtful.map((value) => value.mark))].map((mark) => {
    const these = doubtful.filter((value) => value.mark === mark);
    return [VERDICTS[mark], these.map(queueItem)];
  });
  if (failures.length) groups.splice(2, 0, ["paragraphs that failed", failures.map(failureItem)]);
  if (!groups.length) return el("p", { class: "empty" }, "Nothing needs a look.");
  return el("div", { class: "queue" }, ...groups.flatMap(([name, items]) => [
    el("h3", null, `${name} (${items.length})`), el("ul", null, ...items)]));
}
// The next or last value that still needs a look, from the one that is selected.
function step(by) {
  const at = doubtful.findIndex((value) => value.number === selection.value);
  const start = at < 0 && by < 0 ? 0 : at;
  for (let far = 1; far <= doubtful.length; far += 1) {
    const value = doubtful[(((start + by * far) % doubtful.length) + doubtful.length) % doubtful.length];
    if (!value.done) { select("value", value.number, "queue"); return; }
  }
  say("Nothing is left that needs a look.");
}
editWatchers.push(() => {
  for (const value of doubtful) {
    document.querySelector(`#look li[data-value="${value.number}"]`)?.classList.toggle("done", value.done);
  }
  const left = doubtful.filter((value) => !value.done).length + failures.length;
  document.querySelector("#tab-look .count").textContent = ` ${left}`;
});
