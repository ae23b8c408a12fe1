// What stands in the rich editor, as Markdown. Any element is read for what it says, so that nothing typed is lost whatever a browser builds while somebody types.
// A paragraph of the editor is a line, as in mail programs: lines below one another are lines of one paragraph of Markdown, and an empty one ends it.
import { escapeLines, escapeWords } from "./markdown-escape.js";

const marks = { B: "strong", STRONG: "strong", I: "em", EM: "em", S: "del", STRIKE: "del", DEL: "del", CODE: "code" };
const blocks = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "LI", "BLOCKQUOTE", "PRE", "HR"]);
const order = ["strong", "em", "del"];
const word = /[\p{L}\p{N}_]/u;
const sign = /[\p{P}\p{S}]/u;

/** The Markdown of all blocks in an element. */
export function writeMarkdown(root) {
  return join(blocksOf(root), false).replace(/^(?:\u00a0\n\n)+|(?:\n\n\u00a0)+$|^\u00a0$/g, "");
}

function blocksOf(container) {
  const made = [];
  let line = [];
  const end = () => {
    if (line.some(node => node.nodeType !== Node.TEXT_NODE || node.data.trim() !== "" || container.tagName === "P")) made.push(paragraph(line));
    line = [];
  };
  for (const node of container.childNodes) {
    if (node.nodeType === Node.ELEMENT_NODE && (blocks.has(node.tagName) || node.querySelector?.("p, ul, ol, blockquote, pre, hr"))) {
      end();
      made.push(...blockOf(node));
    } else if (node.nodeType === Node.ELEMENT_NODE || node.nodeType === Node.TEXT_NODE) line.push(node);
  }
  end();
  return made;
}

function blockOf(node) {
  if (node.dataset.markdown !== undefined) return [{ kind: "kept", words: node.dataset.markdown }];
  switch (node.tagName) {
    case "HR": return [{ kind: "hr", words: "---" }];
    case "PRE": return [{ kind: "code", words: fenceOf(node) }];
    case "H1": case "H2": case "H3": case "H4": case "H5": case "H6": {
      const words = lineOf(node.childNodes).replaceAll("\n", " ").replace(/^[\s\u00a0]+/, "").replace(/[\s\u00a0]+$/, "").replace(/#+$/, "\\$&");
      return words === "" ? [] : [{ kind: "heading", words: `${"#".repeat(Number(node.tagName[1]))} ${words}` }];
    }
    case "BLOCKQUOTE": {
      const inner = join(blocksOf(node), false);
      return [{ kind: "quote", words: inner.split("\n").map(line => line === "" ? ">" : `> ${line}`).join("\n") }];
    }
    case "UL": case "OL": return [{ kind: node.tagName.toLowerCase(), list: node }];
    case "P": case "DIV": {
      const inner = blocksOf(node);
      return inner.length > 0 ? inner : [{ kind: "p", words: "\u00a0" }];
    }
    default: return blocksOf(node);
  }
}

function paragraph(nodes) {
  const lines = lineOf(nodes), words = escapeLines(lines);
  return words.trim() === "" ? { kind: "p", words: "\u00a0" } : { kind: "p", words, lines };
}

// The empty line that parts two paragraphs is there in Markdown anyway; only what is empty beyond it has to be kept.
function paragraphs(parts) {
  const made = [];
  parts.forEach((part, i) => {
    const last = made.at(-1);
    if (part.lines !== undefined && last?.lines !== undefined && parts[i - 1].lines !== undefined) {
      const lines = `${last.lines}\n${part.lines}`;
      made[made.length - 1] = { kind: "p", words: escapeLines(lines), lines };
    } else if (part.words !== "\u00a0" || parts[i - 1]?.lines === undefined || parts.slice(i).find(one => one.words !== "\u00a0")?.lines === undefined) made.push(part);
  });
  return made;
}

// Two lists of one kind beside each other would be one: the second has another sign.
function join(parts, tight) {
  let written = "", before = null, other = false;
  for (const part of tight ? parts : paragraphs(parts)) {
    other = part.list && before?.kind === part.kind ? !other : false;
    const words = part.list ? writeList(part.list, other) : part.words;
    const gap = before === null ? "" : tight && before.kind === "p" && part.list ? "\n" : before.kind === "quote" && part.kind === "quote" ? "\n>\n" : "\n\n";
    if (words !== "") { written += gap + words; before = part; }
  }
  return written;
}

function writeList(list, other) {
  const items = [];
  // Browsers put lists and points where no list has them: they belong to the point above.
  for (const child of list.children) {
    if (child.tagName === "LI") { items.push([child]); [...child.children].filter(one => one.tagName === "LI").forEach(one => items.push([one])); }
    else if (items.length > 0) items.at(-1).push(child);
    else items.push([child]);
  }
  let number = list.start ?? 1;
  const written = items.map(nodes => {
    const sign = list.tagName === "OL" ? `${number++}${other ? ")" : "."}` : other ? "*" : "-";
    const parts = nodes.flatMap(node => node.tagName === "LI" ? blocksOf(node).filter(part => part.words !== "\u00a0") : blockOf(node));
    const inner = join(parts, true);
    return { words: inner === "" ? sign : `${sign} ${inner.replace(/\n(?=[^\n])/g, `\n${" ".repeat(sign.length + 1)}`)}`, loose: parts.filter(part => !part.list).length > 1 };
  });
  return written.map(one => one.words).join(written.some(one => one.loose) ? "\n\n" : "\n");
}

function fenceOf(pre) {
  const copy = pre.cloneNode(true);
  copy.querySelectorAll("br").forEach(one => one.replaceWith("\n"));
  const words = copy.textContent.replaceAll("\u200b", "").replace(/\n$/, "");
  const fence = "`".repeat(Math.max(3, ...[...words.matchAll(/`+/g)].map(run => run[0].length + 1)));
  return `${fence}${pre.dataset.language ?? ""}\n${words}\n${fence}`;
}

// A line is taken apart into its characters with the marks of each, so that marks can be put where Markdown reads them.
function lineOf(nodes) {
  const cells = [];
  const gather = (node, has, link) => {
    if (node.nodeType === Node.TEXT_NODE) {
      for (const c of node.data.replaceAll("\u200b", "").replace(/[\r\t]/g, " ")) cells.push({ c, ...has, link });
    } else if (node.tagName === "BR") cells.push({ c: "\n", link });
    else if (node.tagName === "IMG") cells.push({ c: "!", raw: `![${node.alt.replace(/[[\]\\\n]/g, "")}](${target(node.dataset.target ?? `cid:${node.dataset.cid ?? ""}`)})`, link, ...has, code: false });
    else if (node.nodeType === Node.ELEMENT_NODE) {
      const mark = marks[node.tagName];
      const to = node.tagName === "A" ? node : link;
      node.childNodes.forEach(child => gather(child, mark ? { ...has, [mark]: true } : has, to));
    }
  };
  nodes.forEach(node => gather(node, {}, null));
  while (cells.at(-1)?.c === "\n") cells.pop();
  let written = "";
  for (let at = 0; at < cells.length;) {
    let end = at + 1;
    while (end < cells.length && cells[end].link === cells[at].link) end++;
    const part = cells.slice(at, end);
    const link = cells[at].link;
    if (link && part.some(cell => !/\s/.test(cell.c))) written += writeLink(link, part);
    else written += writePart(part, written.at(-1) ?? "", cells[end] ? "[" : "", false);
    at = end;
  }
  return written;
}

function target(url) {
  const safe = url.replace(/\\(?=[!-/:-@[-`{-~])/g, "\\\\").replaceAll("\n", "");
  return /^[^\s()<>]+$/.test(safe) ? safe : `<${safe.replace(/[<>]/g, c => `\\${c}`)}>`;
}

function writeLink(link, cells) {
  const url = link.dataset.target ?? link.getAttribute("href") ?? "";
  const words = cells.map(cell => cell.raw ?? cell.c).join("");
  const plain = cells.every(cell => !cell.strong && !cell.em && !cell.del && !cell.code);
  if (plain && !link.title && (words === url && /^(?:https?|mailto|tel):[^\s<>]+$/i.test(url) || `mailto:${words}` === url && /^[\w.+-]+@[A-Za-z0-9.-]+$/.test(words))) return `<${words}>`;
  const title = link.title ? ` "${link.title.replace(/["\\]/g, "\\$&")}"` : "";
  return `[${writePart(cells, "[", "]", true)}](${target(url)}${title})`;
}

function writePart(cells, before, after, inLink) {
  fit(cells, before, after);
  const pieces = [];
  let open = [];
  const shut = count => { for (let i = 0; i < count; i++) pieces.push({ shut: open.pop() }); };
  for (let at = 0; at <= cells.length;) {
    const cell = cells[at];
    const keep = open.findIndex(one => !cell?.[one.name]);
    if (keep >= 0) shut(open.length - keep);
    if (!cell) break;
    const fresh = Object.keys(cell).filter(name => order.includes(name) && cell[name] && !open.some(one => one.name === name)).map(name => ({ name, length: lengthOf(cells, at, name) })).sort((a, b) => b.length - a.length);
    for (const one of fresh) { open.push(one); pieces.push({ open: one }); }
    let end = at + 1;
    while (end < cells.length && order.every(name => !cells[end][name] === !cell[name]) && !cells[end].code === !cell.code) end++;
    const part = cells.slice(at, end);
    pieces.push(cell.code ? { raw: codeOf(part.map(one => one.c).join("")) } : { cells: part });
    at = end;
  }
  return assemble(pieces, before, after, inLink);
}

const lengthOf = (cells, from, name) => { let end = from; while (cells[end]?.[name]) end++; return end - from; };

// Marks begin and end at words: blanks at their edges are outside, and so is a sign that touches a letter there (CommonMark: flanking).
function fit(cells, before, after) {
  for (const name of order) {
    for (let from = 0; from < cells.length; from++) {
      if (!cells[from][name]) continue;
      let end = from + lengthOf(cells, from, name);
      const blank = cell => /\s/.test(cell.c);
      const stands = cell => cell.code || cell.raw || sign.test(cell.c);
      const touches = (cell, edge) => (cell ? !stands(cell) && !blank(cell) : edge !== "" && word.test(edge));
      const several = cell => name === "del" && (cell.strong || cell.em);
      while (from < end && (blank(cells[from]) || (stands(cells[from]) || several(cells[from])) && touches(cells[from - 1], before))) cells[from++][name] = false;
      while (end > from && (blank(cells[end - 1]) || (stands(cells[end - 1]) || several(cells[end - 1])) && touches(cells[end], after))) cells[--end][name] = false;
      from = end;
    }
  }
}

function codeOf(words) {
  const flat = words.replace(/[\n\u00a0]/g, " ");
  const ticks = "`".repeat([1, 2, 3, 4, 5, 6].find(count => !new RegExp(`(?<!\`)\`{${count}}(?!\`)`).test(flat)) ?? 7);
  const pad = /^`|`$|^ .* $/.test(flat) ? " " : "";
  return ticks + pad + flat + pad + ticks;
}

function assemble(pieces, before, after, inLink) {
  const first = (from, step) => {
    for (let i = from; pieces[i]; i += step) {
      if (pieces[i].cells) { const cell = pieces[i].cells.at(step > 0 ? 0 : -1); return cell.raw ? "!" : cell.c; }
      if (pieces[i].raw) return "`";
    }
    return step > 0 ? after : before;
  };
  pieces.forEach((piece, i) => {
    if (piece.open?.name !== "em") return;
    // An underline within a word is none.
    const end = pieces.findIndex(one => one.shut === piece.open);
    piece.open.sign = [first(i - 1, -1), first(end + 1, 1)].some(c => word.test(c)) || first(i + 1, 1) === "_" || first(end - 1, -1) === "_" ? "*" : "_";
  });
  const signOf = mark => ({ strong: "**", em: mark.sign, del: "~~" })[mark.name];
  const nextOf = piece => !piece ? after : piece.raw ? "`" : piece.cells ? (piece.cells[0].raw ? "!" : piece.cells[0].c) : signOf(piece.open ?? piece.shut)[0];
  let written = "";
  pieces.forEach((piece, i) => {
    const mark = piece.open ?? piece.shut;
    if (mark) written += signOf(mark);
    else if (piece.raw) written += piece.raw;
    else written += wordsOf(piece.cells, written.at(-1) ?? before, nextOf(pieces[i + 1]), inLink);
  });
  return written;
}

function wordsOf(cells, before, after, inLink) {
  let written = "";
  for (let at = 0; at < cells.length;) {
    if (cells[at].raw) { written += cells[at++].raw; continue; }
    let end = at;
    while (end < cells.length && !cells[end].raw) end++;
    written += escapeWords(cells.slice(at, end).map(cell => cell.c).join(""), written.at(-1) ?? before, cells[end] ? "!" : after, inLink);
    at = end;
  }
  return written;
}
