// What every page needs: its data, and elements made of text that is never markup.
const data = JSON.parse(document.getElementById("data").textContent);
const VERDICTS = {
  supported: "stated", derived: "follows by arithmetic", inferred: "only hinted at",
  partly: "in part or as a bound", unclear: "could not be told", unsupported: "not in the text",
  rules: "stated by rules alone",
};

function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
// Text reaches the page here and nowhere else, as text nodes.
function el(tag, attributes, ...children) {
  return dress(document.createElement(tag), attributes, children);
}
const words = (name) => name.replaceAll("_", " ");

function option(value, text) { return el("option", { value }, text); }
function choice(id, name, options) {
  return el("label", null, name, el("select", { id }, ...options));
}
function scrolling(label, table) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, table);
}
