// Elements. Whatever comes from data becomes a text node: nothing here reads HTML.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") made.addEventListener("click", value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== "") made.append(child);
  return made;
}

function byElementId(id) {
  return document.getElementById(id);
}

const SHAPES = {
  square: "M2 2h12v12H2z",
  triangle: "M8 1.5 15 14H1z",
  triangleDown: "M8 14.5 15 2H1z",
  diamond: "M8 .5 15 8l-7 7.5L1 8z",
  hexagon: "M4.5 1.5h7L15 8l-3.5 6.5h-7L1 8z",
  star: "M8 .5l2.2 5 5.3.5-4 3.6 1.2 5.4L8 12.2 3.3 15l1.2-5.4-4-3.6 5.3-.5z",
  dot: "M8 1.5a6.5 6.5 0 1 0 .01 0z",
};

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children.flat()) if (child !== null && child !== "") made.append(child);
  return made;
}

// the form and colour of a class, drawn as the graph draws it
function swatch(local) {
  const { color, shape } = data.classes[local] || { color: "#888888", shape: "dot" };
  const path = svg("path", { d: SHAPES[shape] || SHAPES.dot, fill: color });
  return svg("svg", { class: "swatch", viewBox: "0 0 16 16", "aria-hidden": "true" }, path);
}

// a word to the reader, spoken by a screen reader as well
let silence = 0;
function say(words) {
  byElementId("status").textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => byElementId("status").replaceChildren(), 5000);
}

function chip(local) {
  return element("span", { class: "chip" }, swatch(local), className(local));
}

// a button that leads to another thing of the graph; plain text where the file does not hold it
function nodeButton(id, label) {
  const node = byId.get(id);
  if (!node && !api) return element("span", {}, label);
  return element("button", { type: "button", class: "link", onclick: () => select(id) }, node ? nameOf(node) : label);
}

// offsets count code points, as the graph does; a JavaScript string counts UTF-16 units
function marked(passage, from, to) {
  const points = Array.from(passage.text);
  if (from >= to) return [passage.text];
  const part = (a, b) => points.slice(a, b).join("");
  return [part(0, from), element("mark", {}, part(from, to)), part(to)];
}

// the sentence with its mark; with `context` the sentences beside it as well, where the graph has them
function quote(reference, context = false) {
  const passage = reference && data.passages[reference[0]];
  if (!passage) return element("p", { class: "note" }, text("noquote"));
  const from = passage.start + reference[1];
  const to = reference[1] < reference[2] ? passage.start + reference[2] : passage.end;
  const source = [passage.date, text("offsets", { start: from, end: to })].filter(Boolean).join(" · ");
  const [before, after] = context ? beside(passage) : [null, null];
  return element("div", {},
    element("blockquote", {},
      before && element("span", { class: "beside" }, before.text),
      marked(passage, reference[1], reference[2]),
      after && element("span", { class: "beside" }, after.text)),
    element("p", { class: "note" }, passage.headline ? [articleLink(passage), " · "] : "", source, " ", sourceLink(passage)));
}

function articleLink(passage) {
  if (!byId.has(passage.article)) return element("span", {}, passage.headline);
  const follow = (event) => {
    event.preventDefault();
    select(passage.article);
  };
  return element("a", { href: addressOf(passage.article), onclick: follow }, passage.headline);
}

// the passages that end where this one begins and begin where it ends, a line break or two between them
let neighbouringPassages = null;
function beside(passage) {
  if (!neighbouringPassages) {
    neighbouringPassages = new Map();
    for (const one of data.passages) append(neighbouringPassages, one.article, one);
  }
  const others = neighbouringPassages.get(passage.article);
  const close = (gap) => gap >= 0 && gap <= 3;
  const longest = (found) => found.sort((a, b) => b.text.length - a.text.length)[0] || null;
  return [
    longest(others.filter((one) => close(passage.start - one.end))),
    longest(others.filter((one) => close(one.start - passage.end))),
  ];
}

// only http(s) addresses become links; the text fragment takes the reader to the words
function sourceLink(passage) {
  if (!/^https?:\/\//i.test(passage.url || "")) return null;
  const words = Array.from(passage.text).slice(0, 60).join("");
  const fragment = words && `#:~:text=${encodeURIComponent(words).replace(/-/g, "%2D")}`;
  const href = passage.url.includes("#") ? passage.url : passage.url + fragment;
  return element("a", { href, target: "_blank", rel: "noopener noreferrer" }, text("open"));
}

function pairs(rows) {
  const kept = rows.filter(([, value]) => value !== null && value !== undefined && value !== "" && value.length !== 0);
  return element("dl", {}, kept.map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]).flat());
}

// a list that shows its first items and a button for more, so that a province with 900 figures opens at once
function longList(items, make, step = 40) {
  const box = element("div");
  let done = 0;
  const more = element("button", { type: "button", onclick: grow });
  function grow() {
    more.remove();
    for (const item of items.slice(done, done + step)) box.append(make(item));
    done = Math.min(done + step, items.length);
    if (done < items.length) {
      more.textContent = text("more", { n: Math.min(step, items.length - done) });
      box.append(more);
    }
  }
  grow();
  return box;
}
