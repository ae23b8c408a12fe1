// What the buttons do to whole lines of the rich editor.
import { empty, intoLine, isContainer, isEmpty, keepPlace, lineAt, linesIn, putCursor, putCursorAtEnd, rangeIn, rename, splitLine, unwrap } from "./rich-place.js";

const isList = element => element?.tagName === "UL" || element?.tagName === "OL";
const isBlank = line => line.tagName === "P" && isEmpty(line);
const filled = lines => lines.every(isBlank) ? lines : lines.filter(line => !isBlank(line));

export function toggleList(root, name) {
  change(root, lines => {
    const kind = name.toUpperCase();
    if (lines.every(line => line.closest("li")?.parentElement.tagName === kind)) {
      lines.map(line => line.closest("li")).filter((item, i, all) => all.indexOf(item) === i).forEach(item => { while (item.isConnected) outdent(item); });
      return;
    }
    const points = filled(lines);
    // What parted paragraphs parts no points.
    lines.filter(line => !points.includes(line)).forEach(line => line.remove());
    for (const line of points) {
      const item = line.closest("li");
      if (item) { if (item.parentElement.tagName !== kind) rename(item.parentElement, name); continue; }
      if (line.matches(".kept")) continue;
      const made = document.createElement("li");
      const list = document.createElement(name);
      line.replaceWith(list);
      made.append(...line.childNodes);
      list.append(made);
      if (list.previousElementSibling?.tagName === kind) { list.previousElementSibling.append(made); list.remove(); }
    }
    const last = lines.at(-1).isConnected ? null : root.querySelectorAll(name);
    last?.forEach(list => { while (list.nextElementSibling?.tagName === kind && list.nextSibling === list.nextElementSibling) { list.append(...list.nextSibling.childNodes); list.nextSibling.remove(); } });
  });
}

/** A point one step out; the outermost becomes a paragraph. Points below it go along. */
export function outdent(item) {
  const list = item.parentElement;
  const outer = list.parentElement.closest("li");
  const below = [];
  for (let next = item.nextElementSibling; next; next = next.nextElementSibling) below.push(next);
  if (outer && list.parentElement === outer) {
    outer.after(item);
    if (below.length > 0) { const rest = list.cloneNode(false); rest.append(...below); item.append(rest); }
  } else {
    const lines = [];
    let line = null;
    for (const node of [...item.childNodes]) {
      if (node.nodeType === Node.ELEMENT_NODE && node.matches("p, h1, h2, h3, h4, h5, h6, pre, ul, ol, blockquote, hr")) { lines.push(node); line = null; continue; }
      if (!line) { line = document.createElement("p"); lines.push(line); }
      line.append(node);
    }
    list.after(...(lines.length > 0 ? lines : [empty()]));
    if (below.length > 0) { const rest = list.cloneNode(false); rest.removeAttribute("start"); rest.append(...below); (lines.at(-1) ?? list).after(rest); }
    item.remove();
  }
  if (!list.firstChild) list.remove();
}

/** A point one step in, below the one before it. */
export function indent(item) {
  const above = item.previousElementSibling;
  if (!above) return false;
  const last = above.lastElementChild;
  const list = isList(last) ? last : above.appendChild(document.createElement(item.parentElement.tagName));
  list.append(item);
  return true;
}

export function move(root, by) {
  const range = rangeIn(root);
  const item = range && lineAt(root, range.startContainer)?.closest("li");
  if (!item) return false;
  if (by > 0 && !item.previousElementSibling || by < 0 && !item.parentElement.parentElement.closest("li")) return false;
  keepPlace(root, () => by > 0 ? indent(item) : outdent(item));
  return true;
}

export function toggleQuote(root) {
  change(root, lines => {
    const quotes = new Set(lines.map(line => line.closest("blockquote")).filter(Boolean));
    if (quotes.size > 0) { quotes.forEach(unwrap); return; }
    const tops = [...new Set(lines.map(line => { let top = line; while (top.parentElement !== root) top = top.parentElement; return top; }))];
    const quote = document.createElement("blockquote");
    tops[0].before(quote);
    quote.append(...tops);
  });
}

export function toggleHeading(root, name = "h2") {
  change(root, lines => {
    const off = filled(lines).every(line => /^H\d$/.test(line.tagName));
    filled(lines).filter(line => line.matches("p, h1, h2, h3, h4, h5, h6")).forEach(line => rename(line, off ? "p" : name));
  });
}

/** Lines become a block of code, and a block of code lines. */
export function toggleCodeBlock(root) {
  change(root, lines => {
    if (lines.every(line => line.tagName === "PRE")) {
      lines.filter(line => !line.matches(".kept")).forEach(pre => {
        pre.querySelectorAll("br").forEach(one => one.replaceWith("\n"));
        const parts = pre.textContent.replace(/\n$/, "").split("\n").map(words => { const made = empty(); if (words) made.replaceChildren(words); return made; });
        pre.replaceWith(...parts);
        putCursorAtEnd(parts.at(-1));
      });
      return;
    }
    const able = lines.filter(line => line.parentElement === root || isContainer(line.parentElement) && line.tagName !== "LI");
    if (able.length === 0) return;
    const pre = document.createElement("pre");
    able[0].before(pre);
    able.forEach((line, i) => { if (i > 0) pre.append("\n"); if (line.lastChild?.nodeName === "BR") line.lastChild.remove(); line.querySelectorAll("br").forEach(one => one.replaceWith("\n")); pre.append(line.textContent); line.remove(); });
    if (!pre.textContent) pre.append(document.createElement("br"));
    if (!pre.nextSibling) pre.after(empty());
    putCursorAtEnd(pre);
  });
}

function change(root, work) {
  const range = rangeIn(root);
  const lines = range ? linesIn(root, range) : [];
  if (lines.length > 0) keepPlace(root, () => work(lines));
}

// Where the cursor is in its line, once what was chosen is deleted.
function cleared(root) {
  if (!rangeIn(root).collapsed) document.execCommand("delete");
  intoLine(root);
  return rangeIn(root);
}

/** Puts blocks where the cursor is; words of one paragraph go into the line. */
export function putIn(root, fragment) {
  const at = cleared(root);
  const line = lineAt(root, at.startContainer);
  const put = [...fragment.children];
  if (!line || put.length === 0) return;
  if (line.textContent === "") line.querySelectorAll(":scope > br").forEach(one => one.remove());
  if (put.length === 1 && put[0].tagName === "P") {
    const last = put[0].lastChild;
    at.insertNode(withContents(put[0]));
    if (last) { const end = document.createRange(); end.setStartAfter(last); end.collapse(true); getSelection().removeAllRanges(); getSelection().addRange(end); }
    if (!line.firstChild) line.append(document.createElement("br"));
    return;
  }
  const rest = splitLine(line, at);
  const inList = line.tagName === "LI";
  const parts = inList ? filled(put).flatMap(asPoints) : put;
  const first = parts[0];
  if (line.textContent !== "" && first.tagName === (inList ? "LI" : "P") && !first.querySelector("ul, ol")) { line.append(...first.childNodes); parts.shift(); }
  const before = line.textContent === "" && !line.querySelector("img, ul, ol") ? null : line;
  (before ?? line).after(...parts);
  if (!before) line.remove();
  let last = parts.at(-1) ?? line;
  if (rest.textContent === "" && !rest.querySelector("img")) {
    rest.remove();
    // What parted two paragraphs parts nothing from a block that has space around it.
    const parting = last.matches("p, li") ? null : last.nextElementSibling;
    if (parting?.nextElementSibling && isBlank(parting)) parting.remove();
    if (last.matches("pre, hr")) {
      if (last.nextElementSibling) { putCursor(last.nextElementSibling, 0); return; }
      last.after(empty());
      last = last.nextSibling;
    }
  } else if (last.tagName === rest.tagName && (last.tagName === "P" || last.tagName === "LI")) {
    const place = last.childNodes.length;
    last.append(...rest.childNodes);
    rest.remove();
    getSelection().collapse(last, place);
    return;
  }
  const lines = last.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, pre");
  putCursorAtEnd(lines.length > 0 ? [...lines].at(-1) : last);
}

/** Puts words into code as they stand, line by line. */
export function putWords(root, words) {
  const at = cleared(root);
  const line = lineAt(root, at.startContainer);
  if (!words || !line) return;
  const put = document.createTextNode(words);
  at.insertNode(put);
  // A break that only held an empty line open would be a line of its own now; behind a last line feed it shows that one.
  const last = line.lastChild;
  if (last.nodeName === "BR" && !words.endsWith("\n")) last.remove();
  else if (words.endsWith("\n") && line.textContent.endsWith("\n") && last.nodeName !== "BR") line.append(document.createElement("br"));
  putCursor(put, words.length);
}

function withContents(element) {
  const made = document.createDocumentFragment();
  made.append(...element.childNodes);
  return made;
}

function asPoints(block) {
  if (isList(block)) return [...block.children];
  const item = document.createElement("li");
  item.append(...(block.tagName === "P" ? block.childNodes : [block]));
  return [item];
}
