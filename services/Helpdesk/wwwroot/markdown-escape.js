// Words that were typed as words and look like Markdown are written so that they stay words.
import { bareLink, mayStartLink } from "./markdown-inline.js";

const mark = /[!-/:-@[-`{-~]/;
const letter = /[\p{L}\p{N}]/u;
const blank = c => c === "" || /\s/.test(c);

/** Words between two others of the line; addresses that the server makes links of stay as they are. */
export function escapeWords(words, before, after, inLink) {
  let written = "";
  for (let at = 0; at < words.length; at++) {
    const c = words[at], last = at > 0 ? words[at - 1] : before, next = at + 1 < words.length ? words[at + 1] : after;
    // To its last letter: a backslash would become a part of it.
    if (!inLink && /[hfwmt]/i.test(c) && mayStartLink(last) && bareLink.test(words.slice(at))) {
      const link = words.slice(at).match(/^[^\s<]+/)[0];
      written += link;
      at += link.length - 1;
      continue;
    }
    written += needed(c, last, next, words.slice(at, at + 400), inLink) ? `\\${c}` : c;
  }
  return written;
}

function needed(c, last, next, rest, inLink) {
  switch (c) {
    case "\\": return mark.test(next) || /^\\\s*(?:\n|$)/.test(rest);
    case "`": return true;
    case "*": return !(blank(last) && blank(next));
    case "_": return !(letter.test(last) && letter.test(next)) && !(blank(last) && blank(next));
    case "~": return last === "~" || next === "~";
    case "[": return inLink;
    case "]": return inLink || next === "(";
    case "!": return next === "[";
    case "<": return rest.length === 1 && !blank(next) || /^<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:|[^\s<>@]+@)/.test(rest);
    case "&": return /^&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});/.test(rest);
    default: return false;
  }
}

/** What would begin a heading, a list, a quote, a table or a rule at the beginning of a line, and blanks that would be lost there. */
export function escapeLines(paragraph) {
  const lines = paragraph.replace(/^(?:[^\S\n]*\n)+|(?:\n[^\S\n]*)+$/g, "").split("\n");
  // A line of dashes below one with bars is a table's, whatever stands before its dashes: only the bars can be made words.
  const table = lines.some((line, i) => i > 0 && line !== "-- " && /^[\s|:-]*-[\s|:-]*$/.test(line)) && paragraph.includes("|");
  return lines.map(line => {
    if (line === "-- ") return line;
    // An empty line would end the paragraph.
    if (line.trim() === "") return "\u00a0";
    return (table && !line.includes("`") ? line.replaceAll("|", "\\|") : line).replace(/[ \t]+$/, "").replace(/^[ \t]+/, indent => "\u00a0".repeat(indent.length))
      .replace(/^(?:#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|=+\s*$|-+\s*$|_(?=[_\s]*$))|^\[(?=[^\]]+\]:)/, "\\$&")
      .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2");
  }).join("\n");
}
