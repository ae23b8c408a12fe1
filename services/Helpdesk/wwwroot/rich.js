// The rich editor: shows a field's Markdown as it will look and writes every change back into the field, which stays what is kept, sent and restored.
import { composes } from "./input-method.js";
import { putIn, putWords, move, toggleCodeBlock, toggleHeading, toggleList, toggleQuote } from "./rich-blocks.js";
import { LinkBar } from "./rich-link.js";
import { empty, lineAt, before, keepPlace, placeAt, putCursor, putCursorLast, rangeIn, tidy, unwrap } from "./rich-place.js";
import { copyTo } from "./rich-copy.js";
import { formatTyped, leadOut } from "./rich-typed.js";
import { Steps } from "./rich-undo.js";
import { plainOf } from "./pasted.js";
import { kept, readMarkdown } from "./markdown-read.js";
import { writeMarkdown } from "./markdown-write.js";

const keys = { b: "bold", i: "italic", k: "link" };

export class RichEditor {
  #field; #root; #steps; #link; #shown = null; #composing = false; #plainly = false; #place = null;

  /** What is told when the cursor or the words have changed. */
  changed = () => {};

  /** What is told when words came from elsewhere that have no form here. */
  refused = () => {};

  constructor(field, root, bar) {
    this.#field = field;
    this.#root = root;
    this.#steps = new Steps(root);
    this.#link = new LinkBar(bar, root, () => this.#step(), () => this.#wrote());
    document.execCommand("defaultParagraphSeparator", false, "p");
    root.addEventListener("beforeinput", event => this.#before(event));
    root.addEventListener("input", event => this.#typed(event));
    root.addEventListener("keydown", event => this.#key(event));
    root.addEventListener("paste", event => this.#paste(event));
    root.addEventListener("copy", event => { if (copyTo(event.clipboardData, root, rangeIn(root))) event.preventDefault(); });
    root.addEventListener("cut", event => this.#cut(event));
    root.addEventListener("compositionstart", () => { this.#composing = true; });
    root.addEventListener("compositionend", () => { this.#composing = false; this.#wrote(); });
    root.addEventListener("blur", () => this.#remember());
    // Who comes here for the first time goes on behind what is written; a press of the mouse puts the cursor where it was, after this.
    root.addEventListener("focus", () => { if (!this.#place) putCursorLast(root); });
    root.addEventListener("click", event => { if (event.target.closest("a")) event.preventDefault(); });
    root.addEventListener("drop", event => { if (event.dataTransfer.files.length === 0) this.#drop(event); });
    document.addEventListener("selectionchange", () => { if (!root.hidden) { this.#link.follow(); this.changed(); } });
    // Words that come from elsewhere: a draft, a canned answer of a page without a choice of editor, another script.
    field.addEventListener("input", () => { if (!root.hidden && field.value !== this.#shown && !this.show()) this.refused(); });
  }

  get element() { return this.#root; }

  get pictures() { return this.#root.dataset.pictures ?? ""; }

  /** Shows the field's words. False when they hold what this editor has no form for. */
  show() {
    const read = readMarkdown(this.#field.value, this.pictures);
    if (!read) return false;
    this.#root.replaceChildren(read);
    if (!this.#root.firstChild || this.#root.lastElementChild.matches(".kept, pre, hr")) this.#root.append(empty());
    this.#shown = this.#field.value;
    this.#steps.clear();
    this.#mark();
    // The cursor went with the blocks that were here: what is typed next would make a block of its own.
    if (document.activeElement === this.#root) putCursorLast(this.#root);
    return true;
  }

  focus() {
    this.#root.focus();
    if (!rangeIn(this.#root)) putCursorLast(this.#root);
  }

  /** Puts Markdown where the cursor is, in place of so many letters before it. */
  insert(markdown, instead = 0) {
    if (document.activeElement !== this.#root) this.#restore();
    this.#step();
    const range = rangeIn(this.#root);
    if (instead > 0 && range.startContainer.nodeType === Node.TEXT_NODE) {
      const gone = range.cloneRange();
      gone.setStart(range.startContainer, Math.max(0, range.startOffset - instead));
      gone.deleteContents();
    }
    if (this.#inCode()) putWords(this.#root, markdown);
    else {
      const read = readMarkdown(markdown, this.pictures) ?? document.createDocumentFragment();
      if (!read.firstChild) read.append(kept(markdown));
      putIn(this.#root, read);
    }
    this.#wrote();
  }

  /** The words of the line before the cursor. */
  typedBefore() {
    const range = rangeIn(this.#root);
    const line = range?.collapsed ? lineAt(this.#root, range.startContainer) : null;
    return line && line.tagName !== "PRE" ? before(line, range.startContainer, range.startOffset) : "";
  }

  do(what) {
    if (document.activeElement !== this.#root) this.#restore();
    if (what === "link") { this.#link.open(); return; }
    this.#step();
    switch (what) {
      case "bold": document.execCommand("bold"); break;
      case "italic": document.execCommand("italic"); break;
      case "strike": document.execCommand("strikeThrough"); break;
      case "list": toggleList(this.#root, "ul"); break;
      case "numbers": toggleList(this.#root, "ol"); break;
      case "quote": toggleQuote(this.#root); break;
      case "heading": toggleHeading(this.#root); break;
      case "code": this.#code(); break;
    }
    this.#wrote();
  }

  /** Whether what a button stands for is so where the cursor is. */
  has(what) {
    const range = rangeIn(this.#root);
    if (!range) return false;
    const at = range.startContainer.nodeType === Node.ELEMENT_NODE ? range.startContainer : range.startContainer.parentElement;
    const command = { bold: "bold", italic: "italic", strike: "strikeThrough" }[what];
    if (command && !at.closest("h1, h2, h3, h4, h5, h6")) return document.queryCommandState(command);
    const within = { bold: "b, strong", italic: "i, em", strike: "s, del, strike", list: "ul", numbers: "ol", quote: "blockquote", heading: "h1, h2, h3, h4, h5, h6", code: "code, pre", link: "a" }[what];
    const found = what === "list" || what === "numbers" ? at.closest("ul, ol") : at.closest(within);
    return Boolean(found && found !== this.#root && this.#root.contains(found) && found.matches(within));
  }

  #restore() {
    const place = this.#place;
    this.#root.focus();
    if (place && this.#root.contains(place.startContainer)) { getSelection().removeAllRanges(); getSelection().addRange(place); }
    else putCursorLast(this.#root);
  }

  // Where the cursor was when a menu or a dialog took it.
  #remember() { this.#place = rangeIn(this.#root)?.cloneRange() ?? this.#place; }

  #step(kind) { this.#steps.keep(kind); }

  #before(event) {
    if (event.inputType === "historyUndo" || event.inputType === "historyRedo") { event.preventDefault(); this.#history(event.inputType === "historyUndo"); return; }
    if (/^format(?!Bold|Italic|StrikeThrough)/.test(event.inputType)) { event.preventDefault(); return; }
    this.#step(/^insert(?:Text|Composition)/.test(event.inputType) ? "typing" : /^delete/.test(event.inputType) ? "deleting" : null);
  }

  #history(back) { if (back ? this.#steps.undo() : this.#steps.redo()) this.#wrote(false); }

  #typed(event) {
    // While letters are put together by an input method nothing is touched.
    if (event.isComposing || this.#composing) { this.#write(); return; }
    if (event.inputType === "insertText") formatTyped(this.#root, this.#steps);
    this.#wrote();
  }

  #wrote(ordered = true) {
    if (ordered && !this.#composing) tidy(this.#root);
    this.#write();
    this.changed();
  }

  #write() {
    this.#mark();
    const words = writeMarkdown(this.#root);
    this.#shown = words;
    if (this.#field.value === words) return;
    this.#field.value = words;
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #mark() {
    const only = this.#root.children.length === 1 && this.#root.firstElementChild.tagName === "P" && this.#root.textContent === "" && !this.#root.querySelector("img");
    this.#root.toggleAttribute("data-empty", only || !this.#root.firstChild);
  }

  #key(event) {
    if (composes(event)) return;
    const chord = (event.ctrlKey || event.metaKey) && !event.altKey;
    const key = event.key.toLowerCase();
    if (chord && key === "z" || chord && key === "y") { event.preventDefault(); this.#history(key === "z" && !event.shiftKey); return; }
    this.#plainly = chord && event.shiftKey && key === "v";
    const what = chord && (event.shiftKey ? { x: "strike", 7: "numbers", 8: "list", 9: "quote" }[key] ?? { Digit7: "numbers", Digit8: "list", Digit9: "quote" }[event.code] : keys[key]);
    if (what) { event.preventDefault(); this.do(what); return; }
    // WebKit on Linux has no name for Tab with Shift, only its place on the keyboard.
    if ((event.key === "Tab" || event.code === "Tab") && !chord && !event.altKey) {
      this.#step();
      if (move(this.#root, event.shiftKey ? -1 : 1)) { event.preventDefault(); this.#wrote(); }
      return;
    }
    if (!chord && !event.altKey && leadOut(this.#root, event, this.#steps)) this.#wrote();
  }

  #code() {
    const range = rangeIn(this.#root);
    const within = range.startContainer;
    const at = (within.nodeType === Node.ELEMENT_NODE ? within : within.parentElement)?.closest("code");
    const line = lineAt(this.#root, range.startContainer);
    if (at && this.#root.contains(at)) { keepPlace(this.#root, () => unwrap(at)); return; }
    if (range.collapsed || line !== lineAt(this.#root, range.endContainer) || line?.tagName === "PRE") { toggleCodeBlock(this.#root); return; }
    const code = document.createElement("code");
    code.textContent = range.toString();
    range.deleteContents();
    range.insertNode(code);
    if (!code.nextSibling || !code.nextSibling.textContent) code.after("\u200b");
    const chosen = document.createRange();
    chosen.selectNodeContents(code);
    getSelection().removeAllRanges();
    getSelection().addRange(chosen);
  }

  #paste(event) {
    const given = event.clipboardData;
    // Word and spreadsheets give a picture of the words beside the words.
    if (given.files.length > 0 && !given.types.includes("text/html") && !given.types.includes("text/plain")) return;
    event.preventDefault();
    event.stopPropagation();
    this.#put(given);
  }

  #cut(event) {
    if (!copyTo(event.clipboardData, this.#root, rangeIn(this.#root))) return;
    event.preventDefault();
    this.#step();
    document.execCommand("delete");
    this.#wrote();
  }

  #drop(event) {
    event.preventDefault();
    const place = placeAt(event.clientX, event.clientY);
    if (place && this.#root.contains(place[0])) putCursor(...place);
    this.#put(event.dataTransfer);
  }

  #put(given) {
    this.#step();
    const html = this.#plainly ? "" : given.getData("text/html");
    this.#plainly = false;
    const words = given.getData("text/plain").replace(/\r\n?/g, "\n");
    const range = rangeIn(this.#root);
    const chosen = range && !range.collapsed && /^https?:\/\/\S+$/.test(words.trim()) ? range.toString() : "";
    if (chosen && !chosen.includes("\n")) document.execCommand("createLink", false, words.trim());
    else if (this.#inCode()) putWords(this.#root, words);
    else if (html) this.#putBlocks(readMarkdown(writeMarkdown(plainOf(html, this.pictures)), this.pictures) ?? this.#linesOf(words));
    else if (words) this.#putBlocks(this.#linesOf(words));
    this.#wrote();
  }

  #inCode() { return lineAt(this.#root, rangeIn(this.#root)?.startContainer)?.matches("pre"); }

  #putBlocks(fragment) { if (fragment.firstChild) putIn(this.#root, fragment); }

  #linesOf(words) {
    const made = document.createDocumentFragment();
    for (const part of words.replace(/^\n+|\n+$/g, "").split(/\n{2,}/)) {
      const line = document.createElement("p");
      part.split("\n").forEach((one, i) => { if (i > 0) line.append(document.createElement("br")); line.append(one); });
      made.append(...(made.firstChild ? [empty()] : []), line);
    }
    return made;
  }
}
