// Addresses of people the helpdesk knows, offered while one is typed (ARIA: combobox with a list). Nothing is chosen until the reader chooses it.
import { say } from "./words.js";

const pause = 120, shortest = 2;

export class Completion {
  #entry; #list; #take; #taken; #tell; #address; #found = []; #at = -1; #planned; #asking;

  constructor(entry, place, address, take, taken, tell) {
    this.#entry = entry;
    this.#address = address;
    this.#take = take;
    this.#taken = taken;
    this.#tell = tell;
    this.#list = document.createElement("ul");
    this.#list.className = "names";
    this.#list.id = `${entry.id}-names`;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", say("People who have written"));
    this.#list.hidden = true;
    place.append(this.#list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id })) entry.setAttribute(name, value);
  }

  ask() {
    clearTimeout(this.#planned);
    this.#asking?.abort();
    const words = this.#entry.value.trim();
    if (!this.#address || words.length < shortest) { this.close(); return; }
    this.#planned = setTimeout(() => this.#fetch(words), pause);
  }

  async #fetch(words) {
    this.#asking = new AbortController();
    try {
      const answer = await fetch(`${this.#address}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json", "X-Fragment": "1" }, signal: this.#asking.signal });
      if (!answer.ok || this.#entry.value.trim() !== words || document.activeElement !== this.#entry) return;
      const taken = new Set(this.#taken());
      this.#found = (await answer.json()).filter(one => !taken.has(one.address.toLowerCase()));
      this.#at = -1;
      this.#show();
      if (this.#found.length > 0) this.#tell(say("{0} people, choose with the arrows", this.#found.length));
    } catch {
      // Whoever types on does not need it.
    }
  }

  close() {
    clearTimeout(this.#planned);
    this.#asking?.abort();
    this.#found = [];
    this.#show();
  }

  /** True when a key was for the list. */
  key(event) {
    if (this.#list.hidden) return false;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      this.#at = this.#at < 0 ? by > 0 ? 0 : this.#found.length - 1 : (this.#at + by + this.#found.length) % this.#found.length;
      this.#show();
    } else if ((event.key === "Enter" || event.key === "Tab" && !event.shiftKey) && this.#at >= 0) this.#choose(this.#at);
    else if (event.key === "Escape") { event.stopPropagation(); this.close(); }
    else return false;
    event.preventDefault();
    return true;
  }

  #choose(i) {
    const one = this.#found[i];
    this.close();
    this.#take({ address: one.address, ...(one.name ? { name: one.name } : {}) });
    this.#entry.focus();
  }

  #show() {
    this.#list.replaceChildren(...this.#found.map((one, i) => this.#option(one, i)));
    this.#list.hidden = this.#found.length === 0;
    this.#entry.setAttribute("aria-expanded", this.#found.length > 0);
    if (this.#at >= 0 && this.#found.length > 0) {
      this.#entry.setAttribute("aria-activedescendant", `${this.#list.id}-${this.#at}`);
      this.#list.children[this.#at].scrollIntoView({ block: "nearest" });
    } else this.#entry.removeAttribute("aria-activedescendant");
  }

  #option(one, i) {
    const item = document.createElement("li");
    item.id = `${this.#list.id}-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", i === this.#at);
    const name = document.createElement("bdi");
    name.textContent = one.name || one.address;
    item.append(name);
    if (one.name) { const address = document.createElement("span"); address.className = "dim"; address.textContent = ` ${one.address}`; item.append(address); }
    item.addEventListener("mousedown", event => event.preventDefault());
    item.addEventListener("click", () => this.#choose(i));
    return item;
  }
}
