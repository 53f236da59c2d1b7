// Elements are made with text nodes only: nothing from a document is ever read
// as markup.

const root = document.documentElement;
const byId = (id) => document.getElementById(id);

function put(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const make = (tag, attributes, ...children) => put(document.createElement(tag), attributes, children);
const draw = (tag, attributes, ...children) => put(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

let language = root.lang === "ar" ? "ar" : "en";

const numberText = (number) => new Intl.NumberFormat(language === "ar" ? "ar-u-nu-latn" : "en").format(number);

function say(key, values) {
  const text = key.split(".").reduce((part, name) => part[name], STRINGS[language]);
  if (typeof text !== "string") return text;
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? numberText(value) : value;
  });
}

// A year as people write it: 0 is 1 BC.
function yearText(year) {
  return year > 0 ? String(year) : `${1 - year} ${say("before")}`;
}

function nameOf(type, key) {
  const entry = (type === 1 ? meta.countries : meta.organizations)[key];
  return (language === "ar" ? entry.ar || entry.en : entry.en || entry.ar) || entry.id;
}

// A word of the tables in the language of the page, as far as it is known.
function wordOf(word) {
  const words = say("words");
  return Object.hasOwn(words, word) ? words[word] : word;
}
