// What is pasted from Word, a page or a mail, made plain to what an answer can hold. The foreign HTML is read in an inert document: no script in it runs and nothing it names is loaded.
import { linkTo, pictureOf } from "./markdown-inline.js";
import { kept } from "./markdown-read.js";
import { empty, isEmpty } from "./rich-place.js";

const dropped = new Set(["SCRIPT", "STYLE", "HEAD", "TITLE", "META", "LINK", "OBJECT", "EMBED", "IFRAME", "SVG", "MATH", "TEMPLATE", "NOSCRIPT", "VIDEO", "AUDIO", "CANVAS", "SELECT", "TEXTAREA", "INPUT", "BUTTON", "O:P"]);
const same = { B: "strong", STRONG: "strong", I: "em", EM: "em", CITE: "em", S: "del", STRIKE: "del", DEL: "del", CODE: "code", TT: "code", KBD: "code", SAMP: "code", H1: "h1", H2: "h2", H3: "h3", H4: "h4", H5: "h5", H6: "h6", UL: "ul", OL: "ol", LI: "li", BLOCKQUOTE: "blockquote", HR: "hr", BR: "br", P: "p" };
const divisions = new Set(["DIV", "SECTION", "ARTICLE", "HEADER", "FOOTER", "MAIN", "ASIDE", "NAV", "ADDRESS", "FIGURE", "FIGCAPTION", "DL", "DT", "DD", "FORM", "FIELDSET", "CENTER", "TABLE", "TBODY", "THEAD", "TFOOT", "CAPTION", "BODY"]);
const deepest = 60, longest = 2_000_000;

/** A container with the few kinds of elements that an answer can hold. */
export function plainOf(html, pictures) {
  const made = document.createElement("div");
  const given = html.slice(0, longest);
  const body = new DOMParser().parseFromString(withoutStyles(given), "text/html").body;
  // Word parts paragraphs by the space below them, Outlook by empty ones; which it is stands in the styles.
  const word = spaceBelow(given.match(/MsoNormal[^{}]*\{([^}]*)\}/i)?.[1] ?? "");
  if (word === null || word < least) body.querySelectorAll("p[class^=Mso]").forEach(one => { one.dataset.close = ""; });
  copy(body, made, pictures, 0);
  partParagraphs(made);
  return made;
}

const least = 0.01;

/** The space below that a style gives, in units of its own; null when it says nothing of it. */
function spaceBelow(style) {
  const said = [...style.matchAll(/(?:^|[;\s])margin(-bottom)?\s*:\s*([^;}]+)/gi)].at(-1);
  const sides = said?.[2].trim().split(/\s+/);
  return sides ? parseFloat(said[1] || sides.length < 3 ? sides[0] : sides[2]) : null;
}

// Paragraphs of a page have space between them, unless their styles take it away.
function isClose(node) {
  const own = spaceBelow(styleOf(node));
  return own === null ? node.dataset.close !== undefined : own < least;
}

// What has space below it is parted by an empty line from the next line, wherever that stands; where a list or another block is next, that has space of its own.
function partParagraphs(made) {
  const lines = [...made.querySelectorAll("p, div, li, h1, h2, h3, h4, h5, h6, pre, blockquote, ul, ol, hr")].filter(one => one.tagName !== "DIV" && one.tagName !== "BLOCKQUOTE" || !one.querySelector("p, div, ul, ol, pre, blockquote, hr"));
  const isLine = one => one && (one.tagName === "P" || one.tagName === "DIV");
  lines.forEach((line, i) => {
    if (line.tagName === "P" && isEmpty(line) && !(isLine(lines[i - 1]) && isLine(lines[i + 1]))) line.remove();
    else if (line.dataset.spaced !== undefined && isLine(lines[i + 1]) && !isEmpty(lines[i + 1]) && !line.closest("li")) line.after(empty());
  });
}

// The page's policy refuses styles and handlers, and a browser says so of each: here they have other names.
const withoutStyles = html => html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, "").replace(/<[a-z][^>]*>/gi, tag => tag.replace(/([\s"'/])(style|on\w+)(\s*=)/gi, "$1data-$2$3"));

function copy(from, to, pictures, depth) {
  if (depth > deepest) { to.append(from.textContent); return; }
  let listed = null;
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      const words = from.closest("pre") || styleOf(from).includes("pre-wrap") ? node.data : node.data.replace(/[ \t\r\n\f]+/g, " ");
      // Blanks between two blocks are nothing.
      if (words.trim() !== "" || words !== "" && !(isBlock(from) && [node.previousSibling, node.nextSibling].some(one => !one || isBlock(one)))) { to.append(words); listed = null; }
      continue;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || dropped.has(node.tagName.toUpperCase()) || /display:\s*none|mso-hide:\s*all/i.test(styleOf(node))) continue;
    const level = wordLevel(node);
    if (level) { listed = wordPoint(node, level, to, listed, pictures, depth); continue; }
    if (isBlock(node)) listed = null;
    copyElement(node, to, pictures, depth);
  }
}

const isBlock = node => divisions.has(node.tagName) || /^(?:P|H\d|UL|OL|LI|BLOCKQUOTE|PRE|TR|TD|TH)$/.test(node.tagName);
const styleOf = node => node.getAttribute?.("data-style") ?? "";

function copyElement(node, to, pictures, depth) {
  const name = node.tagName;
  if (name === "IMG") { copyPicture(node, to, pictures); return; }
  if (name === "PRE") {
    if (node.dataset.markdown !== undefined) { to.append(kept(node.dataset.markdown)); return; }
    const pre = document.createElement("pre");
    node.querySelectorAll("br").forEach(one => one.replaceWith("\n"));
    pre.textContent = node.textContent;
    to.append(pre);
    return;
  }
  if (name === "TR") {
    const row = document.createElement("p");
    [...node.children].forEach((cell, i) => { if (i > 0) row.append(" | "); copy(cell, row, pictures, depth + 1); });
    row.querySelectorAll("p").forEach(one => { if (isEmpty(one)) one.remove(); else one.replaceWith(...one.childNodes); });
    to.append(row);
    return;
  }
  let place = to;
  const into = element => { place.append(element); place = element; };
  if (name === "A" && node.getAttribute("href") && !to.closest("a")) {
    const url = node.getAttribute("href").trim();
    if (/^(?:https?|mailto|tel):/i.test(url)) into(linkTo(url));
  } else if (same[name] && !(/^(?:B|STRONG)$/.test(name) && /font-weight:\s*(?:normal|[1-4]00)/i.test(styleOf(node)))) into(document.createElement(same[name]));
  else if (divisions.has(name)) into(document.createElement("div"));
  if (name === "OL" && node.start > 1) place.start = node.start;
  if (name === "SPAN" || name === "FONT" || name === "A") {
    const style = styleOf(node);
    if (/font-weight:\s*(?:bold|[6-9]00)/i.test(style)) into(document.createElement("strong"));
    if (/font-style:\s*italic/i.test(style)) into(document.createElement("em"));
    if (/text-decoration[^;]*line-through/i.test(style)) into(document.createElement("del"));
  }
  if (name !== "BR" && name !== "HR") copy(node, place, pictures, depth + 1);
  if (name !== "P") return;
  if (!isClose(node)) { if (isEmpty(place)) place.remove(); else place.dataset.spaced = ""; }
  else if (isEmpty(place)) place.replaceChildren(document.createElement("br"));
}

// Pictures of this answer stay; any other is named, for it would be loaded from where it lies.
function copyPicture(node, to, pictures) {
  const id = node.dataset.cid;
  if (id && /^[0-9a-f]{32}@helpdesk$/.test(id) && pictures) to.append(pictureOf(`cid:${id}`, node.alt, pictures));
  else if (node.alt.trim()) to.append(`[${node.alt.trim()}]`);
}

// Word's lists are paragraphs that say their level in a style, and carry their sign as words.
function wordLevel(node) {
  const found = styleOf(node).match(/mso-list:\s*l\d+\s+level(\d)/i);
  return found && node.tagName === "P" ? Number(found[1]) : 0;
}

function wordPoint(node, level, to, listed, pictures, depth) {
  const sign = [...node.querySelectorAll("[data-style]")].find(one => /mso-list:\s*ignore/i.test(styleOf(one)));
  const numbered = /^\s*[\p{L}\p{N}]{1,4}[.)]/u.test(sign?.textContent ?? "");
  sign?.remove();
  const name = numbered ? "ol" : "ul";
  const lists = listed ?? [];
  lists.length = Math.min(lists.length, level);
  while (lists.length < level) {
    const list = document.createElement(name);
    if (lists.length === 0) to.append(list);
    else (lists.at(-1).lastElementChild ?? lists.at(-1).appendChild(document.createElement("li"))).append(list);
    lists.push(list);
  }
  const item = document.createElement("li");
  copy(node, item, pictures, depth + 1);
  item.firstChild?.nodeType === Node.TEXT_NODE && (item.firstChild.data = item.firstChild.data.replace(/^[\s\u00a0]+/, ""));
  lists.at(-1).append(item);
  return lists;
}
