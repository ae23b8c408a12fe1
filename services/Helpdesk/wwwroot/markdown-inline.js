// Words of one Markdown block as nodes: CommonMark's emphasis by delimiter runs, ~~struck~~, code, links, pictures by cid:, entities. HTML is words.
const punctuation = /[\p{P}$+<=>^`|~]/u;
const escapable = /[!-/:-@[-`{-~]/;
const allowed = /^(?:https?|mailto|tel):/i;
// What the server makes links of by itself stays words here, and nothing in it is a mark.
export const bareLink = /^(?:https?:\/\/|ftp:\/\/|www\.|mailto:|tel:)[^\s<]*[^\s<?!.,:;*_~'")\]]/i;
export const mayStartLink = before => before === "" || /[\s*_~(]/.test(before);

export function readInline(text, pictures) {
  const parts = [], brackets = [];
  let words = "";
  const flush = () => { if (words) parts.push({ words }); words = ""; };
  const node = made => { flush(); parts.push({ node: made }); };
  for (let at = 0; at < text.length;) {
    const c = text[at], rest = text.slice(at);
    let found;
    if (c === "\\" && text[at + 1] === "\n") { node(document.createElement("br")); at = afterBreak(text, at + 2); }
    else if (c === "\\" && at + 1 < text.length && escapable.test(text[at + 1])) { words += text[at + 1]; at += 2; }
    else if (c === "\n") { words = words.replace(/ +$/, ""); node(document.createElement("br")); at = afterBreak(text, at + 1); }
    else if (c === "`") {
      const ticks = rest.match(/^`+/)[0];
      const end = closing(text, at + ticks.length, ticks.length);
      if (end < 0) { words += ticks; at += ticks.length; }
      else { node(codeOf(text.slice(at + ticks.length, end))); at = end + ticks.length; }
    }
    else if (c === "<" && (found = rest.match(/^<((?:https?|mailto|tel):[^\s<>]*)>|^<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)>/i))) {
      const link = linkTo(found[1] ?? `mailto:${found[2]}`);
      link.textContent = found[1] ?? found[2];
      node(link);
      at += found[0].length;
    }
    else if (c === "&" && (found = rest.match(/^&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});/))) { words += entity(found[0]); at += found[0].length; }
    else if ("*_".includes(c) || c === "~" && text[at + 1] === "~") {
      const run = rest.match(c === "*" ? /^\*+/ : c === "_" ? /^_+/ : /^~+/)[0];
      flush();
      parts.push(delimiter(run, text, at));
      at += run.length;
    }
    else if (c === "[" || c === "!" && text[at + 1] === "[") {
      flush();
      brackets.push({ at: parts.length, picture: c === "!", live: true });
      parts.push({ words: c === "!" ? "![" : "[" });
      at += c === "!" ? 2 : 1;
    }
    else if (c === "]") {
      flush();
      const opener = brackets.pop();
      const target = opener?.live ? targetAt(text, at + 1) : null;
      if (!target) { words += "]"; at++; continue; }
      const inner = parts.splice(opener.at + 1);
      parts.pop();
      const within = emphasise(inner);
      if (opener.picture) parts.push({ node: pictureOf(target.url, within.map(one => one.textContent).join(""), pictures) });
      else {
        const link = linkTo(target.url);
        if (target.title) link.title = target.title;
        link.append(...within);
        parts.push({ node: link });
        brackets.forEach(one => { if (!one.picture) one.live = false; });
      }
      at = target.end;
    }
    else if (/[hfwmt]/i.test(c) && mayStartLink(text[at - 1] ?? "") && brackets.length === 0 && (found = rest.match(bareLink))) { words += found[0]; at += found[0].length; }
    else { words += c; at++; }
  }
  flush();
  return emphasise(parts);
}

const afterBreak = (text, at) => { while (text[at] === " ") at++; return at; };

function closing(text, from, count) {
  for (const run of text.slice(from).matchAll(/`+/g)) if (run[0].length === count) return from + run.index;
  return -1;
}

function codeOf(words) {
  const code = document.createElement("code");
  const flat = words.replaceAll("\n", " ");
  code.textContent = /^ .*[^ ].* $|^ [^ ] $/.test(flat) ? flat.slice(1, -1) : flat;
  return code;
}

/** A link that leads nowhere unexpected: any other target is kept as words beside it. */
export function linkTo(url) {
  const link = document.createElement("a");
  if (allowed.test(url)) link.setAttribute("href", url);
  else link.dataset.target = url;
  return link;
}

export function pictureOf(url, alt, pictures) {
  const picture = document.createElement("img");
  picture.alt = alt;
  const id = url.match(/^cid:(.+)$/i)?.[1];
  if (id && pictures) { picture.dataset.cid = id; picture.src = pictures + encodeURIComponent(id); }
  else picture.dataset.target = url;
  return picture;
}

// The entity alone is given to an inert document; what it stands for is taken as words.
const entity = words => new DOMParser().parseFromString(words, "text/html").body.textContent;

function targetAt(text, at) {
  const found = text.slice(at).match(/^\(\s*(?:<((?:[^<>\n\\]|\\.)*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))(?:\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'))?\s*\)/);
  if (!found) return null;
  const plain = words => (words ?? "").replace(/\\([!-/:-@[-`{-~])/g, "$1").replace(/&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});/g, entity);
  return { url: plain(found[1] ?? found[2]), title: plain(found[3] ?? found[4]), end: at + found[0].length };
}

function delimiter(run, text, at) {
  const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? " ", after = [...text.slice(at + run.length, at + run.length + 2)][0] ?? " ";
  const blank = c => /\s/u.test(c), mark = c => punctuation.test(c);
  const left = !blank(after) && (!mark(after) || blank(before) || mark(before));
  const right = !blank(before) && (!mark(before) || blank(after) || mark(after));
  const within = run[0] !== "_";
  return { run: run[0], count: run.length, length: run.length, opens: left && (within || !right || mark(before)), closes: right && (within || !left || mark(after)) };
}

const tags = { 1: "em", 2: "strong" };

function emphasise(parts) {
  for (let at = 0; at < parts.length; at++) {
    const closer = parts[at];
    if (!closer.run || !closer.closes) continue;
    while (closer.count > 0) {
      const from = parts.findLastIndex((one, i) => i < at && one.run === closer.run && one.opens && one.count > 0
        && !((one.closes || closer.opens) && closer.run !== "~" && (one.length + closer.length) % 3 === 0 && (one.length % 3 !== 0 || closer.length % 3 !== 0))
        && (closer.run !== "~" || one.count >= 2 && closer.count >= 2));
      if (from < 0) break;
      const opener = parts[from];
      const used = closer.run === "~" || opener.count >= 2 && closer.count >= 2 ? 2 : 1;
      const made = document.createElement(closer.run === "~" ? "del" : tags[used]);
      made.append(...nodesOf(parts.splice(from + 1, at - from - 1)));
      parts.splice(from + 1, 0, { node: made });
      opener.count -= used;
      closer.count -= used;
      at = from + 2;
    }
  }
  return nodesOf(parts);
}

function nodesOf(parts) {
  const nodes = [];
  for (const part of parts) {
    if (part.node) { nodes.push(part.node); continue; }
    const words = part.words ?? part.run.repeat(part.count);
    if (nodes.at(-1)?.nodeType === Node.TEXT_NODE) nodes.at(-1).data += words;
    else if (words) nodes.push(document.createTextNode(words));
  }
  return nodes;
}
