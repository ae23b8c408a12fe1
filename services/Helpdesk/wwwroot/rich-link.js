// Links in the rich editor: where one leads is shown while the cursor is in it; Ctrl K sets, changes and removes.
import { composes } from "./input-method.js";
import { rangeIn } from "./rich-place.js";
import { linkTo } from "./markdown-inline.js";

export const linkAt = root => {
  const range = rangeIn(root);
  const at = range && (range.startContainer.nodeType === Node.ELEMENT_NODE ? range.startContainer : range.startContainer.parentElement);
  const found = at?.closest("a");
  return found && root.contains(found) ? found : null;
};

/** «example.org/x» as a person types it, as an address; empty for what leads nowhere. */
export function addressOf(typed) {
  const words = typed.trim();
  if (/^(?:https?:\/\/|mailto:|tel:)\S+$/i.test(words)) return words;
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(words)) return `mailto:${words}`;
  return /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?:[/:?#]\S*)?$/u.test(words) ? `https://${words}` : "";
}

export class LinkBar {
  #bar; #root; #step; #wrote; #range = null; #link = null;

  constructor(bar, root, step, wrote) {
    this.#bar = bar;
    this.#root = root;
    this.#step = step;
    this.#wrote = wrote;
    this.#field.addEventListener("keydown", event => {
      if (composes(event)) return;
      if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); this.#set(); }
      else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.#close(); }
    });
    this.#field.addEventListener("input", event => { event.stopPropagation(); this.#say(false); });
    bar.querySelector("[data-link=set]").addEventListener("click", () => this.#set());
    bar.querySelector("[data-link=edit]").addEventListener("click", () => this.open());
    bar.querySelector("[data-link=remove]").addEventListener("click", () => this.#remove());
    bar.querySelector("[data-link=cancel]").addEventListener("click", () => this.#close());
  }

  get #field() { return this.#bar.querySelector("input"); }

  get #editing() { return this.#bar.dataset.state === "edit"; }

  /** Shows where the link leads that the cursor is in. */
  follow() {
    if (this.#editing) return;
    const link = document.activeElement === this.#root ? linkAt(this.#root) : this.#bar.contains(document.activeElement) ? this.#link : null;
    this.#link = link;
    this.#bar.hidden = !link;
    if (!link) return;
    this.#bar.dataset.state = "show";
    const target = this.#bar.querySelector("[data-link=target]");
    const url = link.getAttribute("href");
    target.textContent = url ?? link.dataset.target ?? "";
    if (url) target.setAttribute("href", url); else target.removeAttribute("href");
  }

  open() {
    this.#range = rangeIn(this.#root)?.cloneRange() ?? this.#range;
    this.#link = linkAt(this.#root) ?? this.#link;
    if (this.#link && !this.#link.isConnected) this.#link = null;
    const chosen = this.#range?.toString().trim() ?? "";
    this.#bar.dataset.state = "edit";
    this.#bar.hidden = false;
    this.#field.value = this.#link?.getAttribute("href") ?? (addressOf(chosen) || "");
    this.#say(false);
    this.#field.focus();
    this.#field.select();
  }

  #say(wrong) {
    this.#field.setAttribute("aria-invalid", wrong);
    this.#bar.querySelector(".wrong").hidden = !wrong;
  }

  #set() {
    if (this.#field.value.trim() === "") { this.#remove(); return; }
    const url = addressOf(this.#field.value);
    if (!url) { this.#say(true); return; }
    this.#back();
    this.#step();
    const link = this.#link;
    if (link) {
      if (link.textContent === link.getAttribute("href")) link.textContent = url;
      link.setAttribute("href", url);
      delete link.dataset.target;
      getSelection().collapse(link, link.childNodes.length);
    } else if (this.#range?.collapsed ?? true) {
      const made = linkTo(url);
      made.textContent = url.replace(/^mailto:/, "");
      const out = document.createTextNode("\u200b");
      (rangeIn(this.#root) ?? getSelection().getRangeAt(0)).insertNode(out);
      out.before(made);
      getSelection().collapse(out, 1);
    } else {
      document.execCommand("createLink", false, url);
      getSelection().collapseToEnd();
    }
    this.#done();
  }

  #remove() {
    this.#back();
    const link = this.#link;
    if (link?.isConnected) {
      this.#step();
      const last = link.lastChild;
      link.replaceWith(...link.childNodes);
      if (last) getSelection().collapse(last, last.textContent.length);
    }
    this.#link = null;
    this.#done();
  }

  #done() {
    this.#bar.dataset.state = "show";
    this.#bar.hidden = true;
    this.#link = null;
    this.#wrote();
  }

  #close() {
    this.#back();
    this.#bar.dataset.state = "show";
    this.follow();
  }

  #back() {
    this.#root.focus();
    if (this.#range && this.#root.contains(this.#range.startContainer)) { getSelection().removeAllRanges(); getSelection().addRange(this.#range); }
  }
}
