// What another page of the same agent has made of the draft that this one shows. Both words stay until the reader chooses, and the others after that.
import { go } from "./sending.js";
import { say } from "./words.js";

const names = ["to", "cc", "bcc", "text", "forward"];

export class Clash {
  #form; #place; #edit; #cleared; #stand; #other;

  /** `edit` is called when the words are to be kept, `cleared` when they are not wanted. */
  constructor(form, edit, cleared) {
    this.#form = form;
    this.#place = document.getElementById("draft-clash");
    this.#edit = edit;
    this.#cleared = cleared;
    const act = { take: () => this.#take(), keep: () => this.#settle(say("These words are kept now.")), anew: () => this.#settle(""), clear: () => this.#clear() };
    this.#place.addEventListener("click", event => { const button = event.target.closest("[data-clash]"); if (button) act[button.dataset.clash](); });
  }

  /** Whether the reader has yet to choose. */
  get open() { return Boolean(this.#stand); }

  show(stand) {
    this.#stand = stand;
    this.#other = stand.other;
    const [title, words] = {
      changed: [say("This draft was changed on another page."), say("No words are lost: look at the other ones, and choose which to go on with. Until then, these are kept in this browser only.")],
      sent: [say("This answer has been sent."), say("What stands here is kept in this browser only. Keep it as a new draft if it is to be a further answer.")],
      gone: [say("This draft was discarded on another page."), say("What stands here is kept in this browser only, until you keep it as a new draft.")],
    }[stand.state];
    this.#say(title, words, stand.state === "changed" ? ["take", "keep"] : ["anew", "clear"]);
  }

  #say(title, words, acts) {
    const place = this.#place, other = this.#other;
    place.hidden = false;
    place.querySelector("[data-clash-title]").textContent = title;
    place.querySelector("[data-clash-words]").textContent = words;
    place.querySelectorAll("[data-clash]").forEach(button => { button.hidden = !acts.includes(button.dataset.clash); });
    place.querySelector("[data-clash-other]").hidden = !other;
    if (!other) return;
    place.querySelector("[data-clash-to]").textContent = [other.to, other.cc, other.bcc].filter(Boolean).join(", ");
    place.querySelector("pre").textContent = other.text;
  }

  // The words change places, so that what stood here can be taken back.
  #take() {
    const fields = this.#form.elements, other = this.#other;
    this.#other = Object.fromEntries(names.map(name => [name, fields[name].value]));
    names.forEach(name => {
      if (fields[name].value === String(other[name])) return;
      fields[name].value = other[name];
      fields[name].dispatchEvent(new Event("input", { bubbles: true }));
    });
    this.#settle(say("The other words stand here now."));
  }

  #settle(title) {
    const { version, replyId } = this.#form.elements;
    if (this.#stand) {
      version.value = this.#stand.version;
      if (this.#stand.replyId) replyId.value = this.#stand.replyId;
    }
    this.#stand = undefined;
    if (this.#other) this.#say(title, say("The other ones can be taken until you leave this page."), ["take"]);
    else this.#place.hidden = true;
    this.#edit();
  }

  #clear() {
    this.#cleared();
    go(new URL(location.href));
  }
}
