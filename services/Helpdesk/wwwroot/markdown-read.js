// Markdown as blocks that the rich editor shows. What it has no form for (tables) stands in a block of its own, kept as it is; what changes the meaning of
// other places (link definitions) or lies deeper than anybody reads is left to the plain field: then there is no answer.
import { readInline } from "./markdown-inline.js";
import { empty as emptyLine } from "./rich-place.js";
import { say } from "./words.js";

const deepest = 12, longest = 150_000;
const definition = /^ {0,3}\[[^\]\n]+\]:\s*\S/m;
const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})\s*(\S*)/;
const rule = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$/;
const point = /^( {0,3})([-+*]|(\d{1,9})([.)]))(?: +|$)/;
const tableRule = /^[\s|:-]*-[\s|:-]*$/;
const blank = line => /^[ \t]*$/.test(line);

/** A fragment of blocks; null for Markdown that the editor cannot show. */
export function readMarkdown(markdown, pictures = "") {
  const text = markdown.replace(/\r\n?/g, "\n");
  if (text.length > longest || definition.test(text)) return null;
  try {
    return blocksOf(text.split("\n").map(expand), pictures, 0);
  } catch (problem) {
    if (problem instanceof RangeError) return null;
    throw problem;
  }
}

const expand = line => line.replace(/^[ \t]+/, indent => [...indent].reduce((width, c) => width + (c === "\t" ? " ".repeat(4 - width.length % 4) : " "), ""));

function blocksOf(lines, pictures, depth, inPoint = false) {
  if (depth > deepest) throw new RangeError("too deep");
  const made = document.createDocumentFragment();
  for (let at = 0; at < lines.length;) {
    const line = lines[at];
    let found;
    if (blank(line)) at++;
    else if (/^ {4}/.test(line)) {
      const code = [];
      while (at < lines.length && (/^ {4}/.test(lines[at]) || blank(lines[at]))) code.push(lines[at++].slice(4));
      while (blank(code.at(-1))) code.pop();
      made.append(codeBlock(code, ""));
    }
    else if ((found = line.match(fence))) {
      const indent = line.match(/^ */)[0].length, code = [];
      const end = new RegExp(`^ {0,3}${found[1][0]}{${found[1].length},}\\s*$`);
      for (at++; at < lines.length && !end.test(lines[at]); at++) code.push(lines[at].replace(new RegExp(`^ {0,${indent}}`), ""));
      at++;
      made.append(codeBlock(code, found[2]));
    }
    else if ((found = line.match(heading))) { made.append(block(`h${found[1].length}`, found[2] ?? "", pictures)); at++; }
    else if (rule.test(line)) { made.append(document.createElement("hr")); at++; }
    else if (/^ {0,3}>/.test(line)) {
      const inner = [];
      while (at < lines.length && (/^ {0,3}>/.test(lines[at]) || goesOn(inner, lines[at]))) inner.push(lines[at++].replace(/^ {0,3}> ?/, ""));
      const quote = document.createElement("blockquote");
      quote.append(blocksOf(inner, pictures, depth + 1));
      made.append(quote);
    }
    else if (point.test(line)) at = readList(lines, at, made, pictures, depth);
    else at = readParagraph(lines, at, made, pictures);
  }
  if (!inPoint) {
    partParagraphs(made);
    [...made.children].filter(isFilled).forEach(splitAtBreaks);
  }
  return made;
}

// A paragraph of the editor is a line; what parts two of Markdown is an empty one.
function partParagraphs(made) {
  for (const line of [...made.children].filter(isFilled)) {
    let next = line.nextElementSibling;
    while (next?.tagName === "P" && !isFilled(next)) next = next.nextElementSibling;
    if (next && isFilled(next)) line.after(emptyLine());
  }
}

function splitAtBreaks(paragraph) {
  const made = [document.createElement("p")];
  for (const node of [...paragraph.childNodes]) {
    if (node.nodeName === "BR") made.push(document.createElement("p"));
    else made.at(-1).append(node);
  }
  made.filter(line => !line.firstChild).forEach(line => line.append(document.createElement("br")));
  paragraph.replaceWith(...made);
}

const isFilled = line => line.tagName === "P" && !(line.childNodes.length === 1 && line.firstChild.nodeName === "BR");

function block(name, words, pictures) {
  const made = document.createElement(name);
  made.append(...readInline(words, pictures));
  return made;
}

function codeBlock(lines, language) {
  const made = document.createElement("pre");
  made.textContent = lines.join("\n");
  if (language) made.dataset.language = language;
  return made;
}

// A line without a mark still belongs to the paragraph above it (CommonMark: laziness).
function goesOn(before, line) {
  const last = before.at(-1);
  return last !== undefined && !blank(last) && !blank(line) && !begins(line) && !fenced(before) && !/^ {4}/.test(last) && !heading.test(last) && !rule.test(last);
}

function fenced(lines) {
  let open = null;
  for (const line of lines) {
    const found = line.match(fence);
    if (open && found && found[1][0] === open[0] && found[1].length >= open.length && !found[2]) open = null;
    else if (!open && found) open = found[1];
  }
  return open !== null;
}

function begins(line) {
  const found = line.match(point);
  return /^ {0,3}>/.test(line) || fence.test(line) || heading.test(line) || rule.test(line) || found !== null && found[0].length < line.length && (!found[3] || found[3] === "1");
}

function readList(lines, start, made, pictures, depth) {
  const first = lines[start].match(point);
  const kind = first[4] ?? first[2];
  const list = document.createElement(first[3] ? "ol" : "ul");
  if (first[3] && Number(first[3]) !== 1) list.start = Number(first[3]);
  let at = start;
  while (at < lines.length) {
    const found = lines[at].match(point);
    if (!found || (found[4] ?? found[2]) !== kind || rule.test(lines[at])) break;
    const marker = found[1].length + found[2].length;
    const spaces = lines[at].slice(marker).match(/^ */)[0].length;
    const empty = blank(lines[at].slice(marker));
    const width = marker + (empty || spaces > 4 ? 1 : spaces);
    const inner = [lines[at].slice(width)];
    for (at++; at < lines.length; at++) {
      const line = lines[at];
      if (blank(line)) {
        if (inner.length === 1 && empty) break;
        inner.push("");
      }
      else if (line.match(/^ */)[0].length >= width) inner.push(line.slice(width));
      else if (!point.test(line) && goesOn(inner, line)) inner.push(line.trimStart());
      else break;
    }
    const item = document.createElement("li");
    item.append(blocksOf(inner, pictures, depth + 1, true));
    if ([...item.children].filter(child => child.tagName === "P").length === 1 && item.firstChild?.tagName === "P") item.firstChild.replaceWith(...item.firstChild.childNodes);
    list.append(item);
  }
  made.append(list);
  return at;
}

function readParagraph(lines, start, made, pictures) {
  const words = [lines[start]];
  let at = start + 1;
  for (; at < lines.length && !blank(lines[at]); at++) {
    if (lines[at] === signature) { words.push(lines[at]); continue; }
    const under = lines[at].match(/^ {0,3}(=+|-+) *$/);
    if (under && !words.at(-1).includes("|")) {
      made.append(block(under[1][0] === "=" ? "h1" : "h2", joined(words), pictures));
      return at + 1;
    }
    if (begins(lines[at]) && !(tableRule.test(lines[at]) && lines[at].includes("|"))) break;
    words.push(lines[at]);
  }
  const table = words.some((line, i) => i > 0 && line !== signature && tableRule.test(line) && (line.includes("|") || words[i - 1].includes("|")));
  made.append(table ? kept(words.join("\n")) : paragraph(words, pictures));
  return at;
}

// Blanks at the end of a line are nothing, but in «-- », which begins the signature (RFC 3676 section 4.3).
const signature = "-- ";
const joined = words => words.join("\n").replace(/^ +/, "").replace(/[ \t]+$/, "");

function paragraph(words, pictures) {
  if (words.length === 1 && words[0].trim() === "") return emptyLine();
  const made = document.createElement("p");
  for (let from = 0; from < words.length;) {
    const mark = words.indexOf(signature, from);
    const upTo = mark < 0 ? words.length : mark;
    if (upTo > from) made.append(...(from > 0 ? [document.createElement("br")] : []), ...readInline(joined(words.slice(from, upTo)), pictures));
    if (mark >= 0) made.append(...(mark > 0 ? [document.createElement("br")] : []), signature);
    from = upTo + 1;
  }
  return made;
}

/** A block that stands for Markdown as it is written. */
export function kept(markdown) {
  const made = document.createElement("pre");
  made.className = "kept";
  made.contentEditable = "false";
  made.dataset.markdown = markdown;
  made.title = say("It stays as it is written here; change it under Markdown.");
  made.textContent = markdown;
  return made;
}
