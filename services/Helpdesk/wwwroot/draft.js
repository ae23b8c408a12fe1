// The draft of an answer, kept by the server as it is typed.
import { Clash } from "./clash.js";
import { send, tell } from "./sending.js";
import { ask } from "./session.js";
import { keepTyped } from "./typed.js";
import { say } from "./words.js";

export class DraftKeeper {
  // What was typed is counted, so that the answer to older words says nothing of newer ones.
  #form; #typed; #clash; #edits; #kept = 0; #timer; #saving = Promise.resolve(); #leaving = false;

  constructor(form) {
    this.#form = form;
    this.#typed = keepTyped(form, ["to", "cc", "bcc", "text", "forward", "quote", "signature", "receipt", "sendAfter"], ["version", "replyId"]);
    this.#edits = this.#typed.restored ? 1 : 0;
    this.#clash = new Clash(form, () => this.#edit(), () => this.#letGo());
    form.addEventListener("input", event => { if (event.target.type !== "file") this.#edit(); });
    if (this.#typed.restored) this.save().then(() => { if (!this.#isOpen) tell(form, say("What you had typed is back."), false); });
    addEventListener("pagehide", () => { if (this.#isOpen && !this.#clash.open) navigator.sendBeacon(form.dataset.draft, this.fields()); });
    // What another page has made of it is asked when the reader comes back to this one, and when something was written in the ticket.
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.#look(); });
    addEventListener("pageshow", event => { if (event.persisted) { this.#leaving = false; this.#look(); } });
    document.addEventListener("refreshed", event => { if (event.target.id === "thread") this.#look(); });
  }

  get #isOpen() { return this.#kept < this.#edits; }

  /** Comes to its end when what is being kept is kept. */
  get saving() { return this.#saving; }

  fields() {
    const data = new FormData(this.#form);
    data.delete("files");
    return data;
  }

  save() {
    clearTimeout(this.#timer);
    this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  }

  /** Does something with the draft when it is kept. */
  after(act) {
    this.#saving = this.#saving.then(act);
    return this.#saving;
  }

  /** Sends the form; its words are let go when the server has taken them. */
  async send(submitter) {
    clearTimeout(this.#timer);
    this.#leaving = true;
    const stand = await send(this.#form, submitter, this.fields(), () => this.#letGo());
    if (stand === true) return;
    this.#leaving = false;
    if (stand) this.#clash.show(stand);
    else if (this.#isOpen) this.#timer = setTimeout(() => this.save(), 5000);
  }

  #edit() {
    this.#edits++;
    this.#state("");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), 700);
  }

  async #save() {
    if (!this.#isOpen || this.#clash.open || this.#leaving) return;
    const upTo = this.#edits;
    try {
      const answer = await ask(this.#form.dataset.draft, { method: "POST", body: this.fields() });
      if (this.#leaving) return;
      if (answer.status === 409) { this.#clash.show(await answer.json()); return; }
      if (!answer.ok) throw new Error();
      this.#form.elements.version.value = (await answer.json()).version;
      this.#kept = Math.max(this.#kept, upTo);
      tell(this.#form, "");
      if (upTo !== this.#edits) return;
      this.#state(say("Draft kept"));
      this.#typed.forget();
    } catch {
      if (!this.#isOpen || this.#leaving) return;
      tell(this.#form, say("The draft is not kept yet; trying again"));
      this.#timer = setTimeout(() => this.save(), 5000);
    }
  }

  #letGo() {
    this.#kept = this.#edits;
    this.#typed.forget();
  }

  #state(words) { document.getElementById("draft-state").textContent = words; }

  async #look() {
    const form = this.#form, { replyId, version, page } = form.elements;
    if (this.#clash.open || this.#leaving) return;
    await this.#saving;
    try {
      const answer = await ask(`${form.dataset.draft}/state?${new URLSearchParams({ replyId: replyId.value, version: version.value, page: page.value })}`, { headers: { Accept: "application/json" } });
      const stand = answer.ok && await answer.json();
      if (stand && stand.state !== "kept" && !this.#leaving && !this.#clash.open) { this.#clash.show(stand); this.#state(""); }
    } catch { /* The next saving says it. */ }
  }
}
