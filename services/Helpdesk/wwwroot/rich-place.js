// Places in the rich editor: where the cursor is, the lines that are chosen, and the order that the editor keeps its blocks in.
const blocks = "p, h1, h2, h3, h4, h5, h6, pre, li, blockquote, ul, ol, hr";
const lines = "p, h1, h2, h3, h4, h5, h6, pre, li";
const containers = new Set(["BLOCKQUOTE", "LI"]);

export const empty = (name = "p") => { const made = document.createElement(name); made.append(document.createElement("br")); return made; };

/** Whether nothing is seen of a line. */
export const isEmpty = line => line.textContent.replaceAll("\u200b", "").trim() === "" && !line.querySelector("img");

/** The chosen range if it is in the editor. */
export function rangeIn(root) {
  const chosen = getSelection();
  return chosen.rangeCount > 0 && root.contains(chosen.anchorNode) && root.contains(chosen.focusNode) ? withinLines(root, chosen.getRangeAt(0)) : null;
}

// Where everything is chosen, Firefox chooses the blocks and not what stands in them.
function withinLines(root, range) {
  if (range.collapsed || range.startContainer !== root && range.endContainer !== root) return range;
  const made = range.cloneRange();
  const first = range.startContainer === root && lineAtEdge(root.childNodes[range.startOffset], "firstChild");
  const last = range.endContainer === root && lineAtEdge(root.childNodes[range.endOffset - 1], "lastChild");
  if (first) made.setStart(first, 0);
  if (last) made.setEnd(last, last.childNodes.length);
  return made;
}

function lineAtEdge(block, side) {
  while (block?.[side]?.nodeType === Node.ELEMENT_NODE && block[side].matches(blocks)) block = block[side];
  return block?.matches?.(lines) && !block.matches(".kept") ? block : null;
}

/** The line that a node is in: a paragraph, a heading, code, or a point of a list whose words stand in it directly. */
export const lineAt = (root, node) => {
  const found = (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest(lines);
  return found && root.contains(found) && found !== root ? found : null;
};

/** All lines that a range touches. */
export function linesIn(root, range) {
  const one = lineAt(root, range.startContainer);
  if (range.collapsed) return one ? [one] : [];
  const all = [...root.querySelectorAll(lines)].filter(line => range.intersectsNode(line) && (line.tagName !== "LI" || holdsWords(line)));
  // The end of a choice before the first letter of a line does not choose it.
  return all.filter(line => line === one || !(range.endOffset === 0 && line.contains(range.endContainer) && before(line, range.endContainer, 0) === ""));
}

const holdsWords = item => [...item.childNodes].some(node => node.nodeType === Node.TEXT_NODE ? node.data.trim() !== "" : !node.matches("p, h1, h2, h3, h4, h5, h6, pre, ul, ol, blockquote, hr")) || item.children.length === 0;

/** The words of a line before a place. */
export function before(line, node, offset) {
  const range = document.createRange();
  range.setStart(line, 0);
  range.setEnd(node, offset);
  return range.toString();
}

export function putCursor(node, offset) {
  getSelection().collapse(node, offset);
}

/** A cursor that stands between the blocks, as after others were put in their place, goes into the line behind it, or else the one before it. */
export function intoLine(root) {
  const range = rangeIn(root);
  if (!range?.collapsed || range.startContainer !== root) return;
  const next = lineAtEdge(root.childNodes[range.startOffset], "firstChild");
  const last = lineAtEdge(root.childNodes[range.startOffset - 1], "lastChild");
  if (next) putCursor(next, 0);
  else if (last) putCursorAtEnd(last);
}

/** Node and offset below a point of the page, as the standard has it or as browsers had it before. */
export function placeAt(x, y) {
  const found = document.caretPositionFromPoint?.(x, y);
  if (found) return [found.offsetNode, found.offset];
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? [range.startContainer, range.startOffset] : null;
}

export function putCursorAtEnd(block) {
  const range = document.createRange();
  const last = block.lastChild;
  if (last?.nodeName === "BR") range.setStartBefore(last);
  else range.selectNodeContents(block);
  range.collapse(last?.nodeName === "BR");
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

export function putCursorLast(root) {
  putCursorAtEnd(lineAtEdge(root.lastChild, "lastChild") ?? root.lastElementChild);
}

/** Does something to the blocks and leaves cursor and choice at the words where they were. */
export function keepPlace(root, work) {
  const range = rangeIn(root);
  if (!range) { work(); return; }
  const start = document.createTextNode(""), end = range.collapsed ? null : document.createTextNode("");
  if (end) { const last = range.cloneRange(); last.collapse(false); last.insertNode(end); }
  range.insertNode(start);
  work();
  if (start.isConnected) {
    const again = document.createRange();
    again.setStartBefore(start);
    if (end?.isConnected) again.setEndAfter(end); else again.collapse(true);
    getSelection().removeAllRanges();
    getSelection().addRange(again);
  }
  const wasIn = rangeIn(root);
  [start, end].forEach(one => one?.remove());
  // The marks have cut words in two. Firefox deletes too much where it finds a piece without a letter.
  root.normalize();
  if (wasIn && !rangeIn(root)) putCursor(root, 0);
}

export function rename(element, name) {
  const made = document.createElement(name);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
}

export const unwrap = element => element.replaceWith(...element.childNodes);

/** Brings whatever a browser has built into the editor's order: blocks at the top, points in lists, no styles, never nothing. */
export function tidy(root) {
  if (ordered(root)) return;
  keepPlace(root, () => {
    root.querySelectorAll("[style], [class]:not(.kept)").forEach(one => { one.removeAttribute("style"); one.removeAttribute("class"); });
    root.querySelectorAll("span, font, u, div div").forEach(unwrap);
    root.querySelectorAll("div").forEach(one => one.querySelector(blocks) ? unwrap(one) : rename(one, "p"));
    root.querySelectorAll("p > ul, p > ol, p > p, p > blockquote, p > pre, p > hr, h2 > ul, h2 > ol, li > li").forEach(one => lift(one));
    // A list that stands between the points of another is a part of the point above.
    root.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol").forEach(one => {
      if (one.previousElementSibling?.tagName === "LI") one.previousElementSibling.append(one);
      else { const item = document.createElement("li"); one.replaceWith(item); item.append(one); }
    });
    root.querySelectorAll("ul, ol, blockquote").forEach(one => { if (!one.firstChild) one.remove(); });
    root.querySelectorAll("blockquote").forEach(wrapLoose);
    wrapLoose(root);
    if (!root.firstChild) { root.append(empty()); if (rangeIn(root)) putCursor(root.firstChild, 0); }
  });
}

function ordered(root) {
  return root.firstChild && [root, ...root.querySelectorAll("blockquote")].every(one => [...one.childNodes].every(node => node.nodeType === Node.ELEMENT_NODE && node.matches("p, h1, h2, h3, h4, h5, h6, pre, ul, ol, blockquote, hr")))
    && !root.querySelector("[style], span, font, u, div, p > ul, p > ol, p > p, p > blockquote, p > pre, p > hr, h2 > ul, h2 > ol, li > li, ul > :not(li), ol > :not(li), ul:empty, ol:empty, blockquote:empty");
}

// What stands within a line that cannot hold it comes after the line, with what followed it.
function lift(element) {
  const line = element.parentElement;
  const rest = [];
  for (let node = element.nextSibling; node; node = node.nextSibling) rest.push(node);
  line.after(element);
  if (rest.some(node => node.nodeType !== Node.TEXT_NODE || node.data.trim())) {
    const more = document.createElement(line.tagName);
    more.append(...rest);
    element.after(more);
  }
  if (!line.textContent && !line.querySelector("img")) line.remove();
}

function wrapLoose(container) {
  let line = null;
  for (const node of [...container.childNodes]) {
    if (node.nodeType === Node.ELEMENT_NODE && node.matches(blocks)) { line = null; continue; }
    if (node.nodeType === Node.TEXT_NODE && node.data === "" && !line) {
      // The mark of a place alone begins no line; with words behind it it belongs to them.
      if (!node.nextSibling || node.nextSibling.nodeType === Node.ELEMENT_NODE && node.nextSibling.matches(blocks)) continue;
    }
    if (!line) { line = document.createElement("p"); node.before(line); }
    line.append(node);
  }
}

/** Takes a line apart where the cursor is; both parts are of its kind. */
export function splitLine(line, range) {
  const rest = range.cloneRange();
  rest.setEnd(line, line.childNodes.length);
  const made = line.cloneNode(false);
  made.append(rest.extractContents());
  line.after(made);
  return made;
}

export const isContainer = element => containers.has(element.tagName);
