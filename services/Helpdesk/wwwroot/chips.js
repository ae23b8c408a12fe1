// To, Cc and Bcc as chips. The plain field stays what is kept and sent: it is written with every change, and read anew when something else changes it.
import { isAddress, readAddresses, writeAddress } from "./addresses.js";
import { Completion } from "./completion.js";
import { composes } from "./input-method.js";
import { say } from "./words.js";

export const enableChips = () => document.querySelectorAll("[data-addresses]").forEach(field => new Chips(field));

class Chips {
  #field; #box; #list; #entry; #status; #chips = []; #written; #completion;

  constructor(field) {
    this.#field = field;
    this.#build();
    this.#take();
    field.addEventListener("input", () => { if (field.value !== this.#written) this.#take(); });
  }

  #build() {
    const field = this.#field;
    const label = field.labels[0];
    this.#box = document.createElement("div");
    this.#box.className = "chips";
    this.#list = document.createElement("ul");
    this.#list.setAttribute("aria-label", say("Addresses in {0}", label.textContent));
    this.#entry = document.createElement("input");
    Object.assign(this.#entry, { id: `${field.id}-entry`, autocomplete: "off", spellcheck: false });
    this.#status = document.createElement("span");
    this.#status.className = "hidden";
    this.#status.setAttribute("role", "status");
    this.#box.append(this.#list, this.#entry, this.#status);
    label.htmlFor = this.#entry.id;
    this.required = field.required;
    field.required = false;
    field.hidden = true;
    field.after(this.#box);
    this.#completion = new Completion(this.#entry, this.#box, field.dataset.suggest, one => this.#add([one]), () => this.#chips.map(chip => chip.address?.toLowerCase()).filter(Boolean), words => this.#tell(words));
    this.#box.addEventListener("mousedown", event => { if (event.target === this.#box || event.target === this.#list) { event.preventDefault(); this.#entry.focus(); } });
    // What is typed here is told to the form once, by the plain field.
    this.#entry.addEventListener("input", event => { event.stopPropagation(); this.#split(); this.#write(); this.#completion.ask(); });
    this.#entry.addEventListener("keydown", event => this.#key(event));
    this.#entry.addEventListener("paste", event => this.#paste(event));
    this.#entry.addEventListener("blur", () => { this.#completion.close(); this.#settle(); });
    this.#list.addEventListener("keydown", event => this.#chipKey(event));
  }

  // Takes over what the plain field says.
  #take() {
    this.#entry.value = "";
    this.#chips = readAddresses(this.#field.value);
    this.#written = this.#field.value;
    this.#show();
  }

  #write() {
    const rest = this.#entry.value.trim();
    this.#written = [...this.#chips.map(writeAddress), ...(rest ? [rest] : [])].join(", ");
    this.#entry.required = this.required && this.#chips.length === 0;
    if (this.#field.value === this.#written) return;
    this.#field.value = this.#written;
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #add(found) {
    const known = new Set(this.#chips.map(chip => chip.address?.toLowerCase()));
    const fresh = found.filter(one => !one.address || !known.has(one.address.toLowerCase()) && known.add(one.address.toLowerCase()));
    this.#entry.value = "";
    this.#chips.push(...fresh);
    this.#show();
    this.#write();
    const wrong = fresh.filter(one => one.wrong !== undefined);
    if (wrong.length > 0) this.#tell(say("No address: {0}", wrong.map(one => one.wrong).join(", ")));
    else if (fresh.length > 0) this.#tell(say("Added: {0}", fresh.map(one => one.name ?? one.address).join(", ")));
  }

  #tell(words) { this.#status.textContent = words; }

  // What was typed to its end becomes a chip, an address or not: nothing is guessed.
  #settle() { if (this.#entry.value.trim()) this.#add(readAddresses(this.#entry.value)); }

  // A comma or semicolon behind a whole address ends it.
  #split() {
    const typed = this.#entry.value;
    if (!/[,;]\s*$/.test(typed)) return;
    const found = readAddresses(typed);
    if (found.length > 0 && found.every(one => one.address)) this.#add(found);
  }

  #paste(event) {
    const words = event.clipboardData.getData("text/plain");
    const found = readAddresses(words);
    if (event.clipboardData.files.length > 0 || this.#entry.value.trim() || !found.some(one => one.address)) return;
    event.preventDefault();
    this.#add(found);
  }

  #key(event) {
    if (composes(event) || this.#completion.key(event)) return;
    const typed = this.#entry.value.trim();
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) { event.preventDefault(); this.#settle(); }
    else if (event.key === "Tab" && typed && isAddress(typed)) this.#settle();
    else if (event.key === "Backspace" && this.#entry.value === "" && this.#chips.length > 0) { event.preventDefault(); this.#remove(this.#chips.length - 1); }
    else if (event.key === "ArrowLeft" && this.#entry.selectionEnd === 0 && this.#chips.length > 0) { event.preventDefault(); this.#focus(this.#chips.length - 1); }
  }

  #chipKey(event) {
    const here = [...this.#list.children].findIndex(item => item.contains(event.target));
    if (here < 0) return;
    const go = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: this.#chips.length }[event.key];
    if (go !== undefined) { event.preventDefault(); if (go >= this.#chips.length) this.#entry.focus(); else this.#focus(Math.max(0, go)); }
    else if (event.key === "Backspace" || event.key === "Delete") { event.preventDefault(); this.#remove(here); }
    else if (event.key === "F2") { event.preventDefault(); this.#edit(here); }
    // The letter itself goes into the field then.
    else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) this.#entry.focus();
  }

  #focus(i) { this.#list.children[i]?.querySelector("button").focus(); }

  #remove(i) {
    const [gone] = this.#chips.splice(i, 1);
    this.#show();
    this.#write();
    this.#tell(say("Taken off: {0}", gone.name ?? gone.address ?? gone.wrong));
    if (this.#chips.length > i) this.#focus(i); else this.#entry.focus();
  }

  #edit(i) {
    this.#settle();
    const [taken] = this.#chips.splice(i, 1);
    this.#show();
    this.#entry.value = writeAddress(taken);
    this.#write();
    this.#entry.focus();
    this.#entry.select();
  }

  #show() {
    this.#list.replaceChildren(...this.#chips.map((chip, i) => this.#chipOf(chip, i)));
    this.#list.hidden = this.#chips.length === 0;
    this.#entry.required = this.required && this.#chips.length === 0;
    this.#field.setAttribute("aria-invalid", this.#chips.some(chip => chip.wrong !== undefined));
  }

  #chipOf(chip, i) {
    const item = document.createElement("li");
    item.className = chip.wrong === undefined ? "chip" : "chip wrong";
    const shown = chip.name ?? chip.address ?? chip.wrong;
    const words = document.createElement("button");
    words.type = "button";
    words.className = "chip-words";
    words.title = chip.wrong === undefined ? chip.name ? `${chip.name} <${chip.address}>` : chip.address : say("No address: {0}", chip.wrong);
    const name = document.createElement("bdi");
    name.textContent = shown;
    words.append(name);
    if (chip.wrong !== undefined) { const mark = document.createElement("strong"); mark.textContent = ` ${say("no address")}`; words.append(mark); }
    const more = document.createElement("span");
    more.className = "hidden";
    more.textContent = ` ${chip.name ? `${chip.address}, ` : ""}${say("change")}`;
    words.append(more);
    words.addEventListener("click", () => this.#edit(i));
    const off = document.createElement("button");
    off.type = "button";
    off.className = "chip-off";
    off.tabIndex = -1;
    off.textContent = "×";
    off.title = say("Take off {0}", shown);
    off.setAttribute("aria-label", off.title);
    off.addEventListener("click", () => this.#remove(i));
    item.append(words, off);
    return item;
  }
}
