// What becomes of words as they are typed in the rich editor: signs that are known from Markdown, and the keys that lead out of lists, quotes and code.
import { toggleCodeBlock, toggleHeading, toggleList, toggleQuote, outdent } from "./rich-blocks.js";
import { before, empty, isEmpty, keepPlace, lineAt, putCursor, putCursorAtEnd, rangeIn, rename } from "./rich-place.js";

const signs = [
  [/^[-*+]\s$/, root => toggleList(root, "ul")],
  [/^1[.)]\s$/, root => toggleList(root, "ol")],
  [/^>\s$/, toggleQuote],
  [/^(#{1,3})\s$/, (root, found) => toggleHeading(root, `h${found[1].length}`)],
  [/^```$/, toggleCodeBlock],
];
const pairs = [
  [/(?:^|[^*])(\*\*([^*\s](?:[^*]*[^*\s])?)\*\*)$/, "strong"],
  [/(?:^|[^\w*])(\*([^*\s](?:[^*]*[^*\s])?)\*)$/, "em"],
  [/(?:^|[^\w])(_([^_\s](?:[^_]*[^_\s])?)_)$/, "em"],
  [/(?:^|[^~])(~~([^~\s](?:[^~]*[^~\s])?)~~)$/, "del"],
  [/(?:^|[^`])(`([^`]*[^`\s][^`]*)`)$/, "code"],
];

/** After a letter was typed: a sign at the beginning of a paragraph, or the second of a pair, becomes what it stands for. One step back gives the sign again. */
export function formatTyped(root, steps) {
  const range = rangeIn(root);
  if (!range?.collapsed || range.startContainer.nodeType !== Node.TEXT_NODE) return;
  const line = lineAt(root, range.startContainer);
  if (!line || line.tagName === "PRE" || range.startContainer.parentElement.closest("code")) return;
  const typed = before(line, range.startContainer, range.startOffset);
  if (line.tagName === "P") {
    for (const [sign, act] of signs) {
      const found = typed.replaceAll("\u200b", "").match(sign);
      if (!found) continue;
      steps.keep();
      const gone = document.createRange();
      gone.setStart(line, 0);
      gone.setEnd(range.startContainer, range.startOffset);
      gone.deleteContents();
      if (line.textContent === "") { line.replaceChildren(document.createElement("br")); putCursor(line, 0); }
      act(root, found);
      return;
    }
  }
  const node = range.startContainer;
  for (const [pair, name] of pairs) {
    const found = node.data.slice(0, range.startOffset).match(pair);
    if (!found) continue;
    steps.keep();
    const made = document.createElement(name);
    made.textContent = found[2];
    const rest = node.splitText(range.startOffset);
    node.data = node.data.slice(0, node.data.length - found[1].length);
    // What is typed next is no part of it: a browser would go on in the element that ends here.
    const out = document.createTextNode("\u200b");
    rest.before(made, out);
    putCursor(out, 1);
    return;
  }
}

/** Enter, Backspace and arrows where they mean more than to a browser; true when it was done here. */
export function leadOut(root, event, steps) {
  const range = rangeIn(root);
  const line = range && lineAt(root, range.startContainer);
  if (!line || !range.collapsed) return false;
  const done = work => { steps.keep(); event.preventDefault(); work(); return true; };
  const quote = line.closest("blockquote");
  if (event.key === "Enter" && !event.shiftKey) {
    if (line.tagName === "PRE") return done(() => inCode(root, line));
    if (isEmpty(line) && line.tagName === "LI") return done(() => keepPlace(root, () => outdent(line)));
    if (isEmpty(line) && quote && line.parentElement === quote) return done(() => leaveQuote(line, quote));
    if (/^H\d$/.test(line.tagName) && after(line, range) === "") return done(() => { line.after(empty()); putCursor(line.nextSibling, 0); });
  }
  if (event.key === "Backspace" && before(line, range.startContainer, range.startOffset).replaceAll("\u200b", "") === "") {
    if (line.tagName === "LI") return done(() => keepPlace(root, () => outdent(line)));
    if (/^H\d$/.test(line.tagName)) return done(() => keepPlace(root, () => rename(line, "p")));
    if (quote && line === quote.firstElementChild) return done(() => keepPlace(root, () => { quote.before(line); if (!quote.firstElementChild) quote.remove(); }));
    const above = line.previousElementSibling;
    if (above?.matches(".kept, hr")) return done(() => above.remove());
  }
  if (event.key === "ArrowDown" && line.tagName === "PRE" && after(line, range).replace(/\n$/, "") === "" && !line.nextElementSibling) return done(() => { line.after(empty()); putCursor(line.nextSibling, 0); });
  const code = range.startContainer.parentElement?.closest("code");
  if (event.key === "ArrowRight" && code && root.contains(code) && after(code, range) === "" && !code.nextSibling?.textContent) return done(() => { const out = document.createTextNode("\u200b"); code.after(out); putCursor(out, 1); });
  return false;
}

function after(line, range) {
  const rest = document.createRange();
  rest.setStart(range.startContainer, range.startOffset);
  rest.setEnd(line, line.childNodes.length);
  return rest.toString().replaceAll("\u200b", "");
}

function inCode(root, pre) {
  const range = rangeIn(root);
  pre.querySelectorAll("br").forEach(one => { if (one !== pre.lastChild) one.replaceWith("\n"); });
  const whole = before(pre, range.startContainer, range.startOffset);
  // A second empty line at the end leaves the code.
  if (after(pre, range).replace(/\n$/, "") === "" && /\n$/.test(whole)) {
    const words = whole.replace(/\n$/, "");
    pre.replaceChildren(words);
    if (!words) pre.append(document.createElement("br"));
    pre.after(empty());
    putCursor(pre.nextSibling, 0);
    return;
  }
  const rest = after(pre, range).replace(/\n$/, "");
  const words = document.createTextNode(`${whole}\n${rest}`);
  // The last line is shown only when something stands on it.
  pre.replaceChildren(words, ...(rest === "" ? [document.createElement("br")] : []));
  putCursor(words, whole.length + 1);
}

function leaveQuote(line, quote) {
  const rest = [];
  for (let next = line.nextElementSibling; next; next = next.nextElementSibling) rest.push(next);
  quote.after(line);
  if (rest.length > 0) { const more = document.createElement("blockquote"); more.append(...rest); line.after(more); }
  if (!quote.firstElementChild) quote.remove();
  putCursorAtEnd(line);
}
