// A field for words that are Markdown: written as rich text or as Markdown, as this browser last chose. The plain field holds the words either way.
import { enableMarkdownKeys, insert, mark } from "./markdown-field.js";
import { RichEditor } from "./rich.js";

const chosen = "writing kind";
const made = new WeakMap();

export class WordsField {
  #area; #rich; #switches; #buttons; #place = [0, 0]; #kind = "markdown";

  static make(place) { return new WordsField(place); }

  /** The one that stands for a plain field. */
  static of(area) { return made.get(area); }

  constructor(place) {
    this.place = place;
    this.#area = place.querySelector("textarea");
    made.set(this.#area, this);
    this.#rich = new RichEditor(this.#area, place.querySelector(".rich"), place.querySelector(".link-bar"));
    this.#switches = [...place.querySelectorAll("[data-kind]")];
    this.#buttons = [...place.querySelectorAll("[data-md]")];
    this.#place = [this.#area.value.length, this.#area.value.length];
    this.#area.addEventListener("blur", () => { this.#place = [this.#area.selectionStart, this.#area.selectionEnd]; });
    enableMarkdownKeys(this.#area);
    this.#buttons.forEach(button => button.addEventListener("click", () => this.#isRich ? this.#rich.do(button.dataset.md) : mark(this.#area, button.dataset.md)));
    this.#switches.forEach(button => button.addEventListener("click", () => { this.#choose(button.dataset.kind); this.#remember(button.dataset.kind); this.focus(); }));
    this.#area.labels.forEach(label => label.addEventListener("click", () => { if (this.#isRich) this.focus(); }));
    // A press on a button leaves the cursor where it is.
    place.querySelector("[role=toolbar]").addEventListener("mousedown", event => event.preventDefault());
    this.#rich.changed = () => this.#press();
    this.#rich.refused = () => this.#choose("rich");
    // An empty field is refused by the server, with words; a browser would refuse a hidden one without any.
    this.required = this.#area.required;
    // Who has begun to write before this script came goes on in the field they are in.
    const there = document.activeElement === this.#area;
    this.#choose(there && this.#area.value !== this.#area.defaultValue ? "markdown" : this.#remembered());
    if (there) this.focus();
  }

  get #isRich() { return this.#kind === "rich"; }

  get #shown() { return this.#isRich ? this.#rich.element : this.#area; }

  focus() { if (this.#isRich) this.#rich.focus(); else this.#area.focus(); }

  hide(hidden) {
    this.#shown.hidden = hidden;
    this.#buttons.forEach(button => { button.disabled = hidden; });
  }

  holds(element) { return element === this.#area || this.#rich.element.contains(element); }

  /** Puts Markdown where the cursor is or was, in place of so many letters before it. */
  insert(markdown, instead = 0) {
    if (this.#isRich) { this.#rich.insert(markdown, instead); return; }
    const [from, to] = document.activeElement === this.#area ? [this.#area.selectionStart, this.#area.selectionEnd] : this.#place;
    insert(this.#area, markdown, from - instead, to);
  }

  /** What stands before the cursor in its line. */
  typedBefore() { return this.#isRich ? this.#rich.typedBefore() : this.#area.value.slice(0, this.#area.selectionStart); }

  #choose(kind) {
    // What rich text cannot show stays as it is, and is said.
    const able = kind !== "rich" || this.#rich.show();
    this.place.querySelector(".kind-note").hidden = able;
    this.#kind = able ? kind : "markdown";
    this.#area.hidden = this.#isRich;
    this.#area.required = this.required && !this.#isRich;
    this.#rich.element.hidden = !this.#isRich;
    this.place.querySelector(".link-bar").hidden = true;
    this.#switches.forEach(button => button.setAttribute("aria-pressed", button.dataset.kind === this.#kind));
    const preview = this.place.querySelector("[data-preview][aria-pressed=true]");
    if (preview) { this.hide(true); }
    this.place.dataset.writes = this.#kind;
    this.#press();
  }

  #press() {
    this.#buttons.forEach(button => {
      if (this.#isRich) button.setAttribute("aria-pressed", this.#rich.has(button.dataset.md));
      else button.removeAttribute("aria-pressed");
    });
  }

  #remembered() {
    try { return localStorage.getItem(chosen) === "markdown" ? "markdown" : "rich"; } catch { return "rich"; }
  }

  #remember(kind) {
    try { localStorage.setItem(chosen, kind); } catch { /* Chosen for this page only. */ }
  }
}
