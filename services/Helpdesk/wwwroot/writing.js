// Writing in the composer: how it will look, canned answers, names of colleagues, a time to send.
import { composes } from "./input-method.js";
import { enableMoment } from "./later.js";
import { insert } from "./markdown-field.js";
import { tell } from "./sending.js";
import { ask } from "./session.js";
import { say } from "./words.js";
import { WordsField } from "./words-field.js";

const token = form => form.querySelector("[name=__RequestVerificationToken]").value;

export function enableWriting() {
  document.querySelectorAll("[data-words]").forEach(place => { WordsField.make(place); enableToolbarKeys(place.querySelector("[role=toolbar]")); });
  const form = document.getElementById("reply-form");
  if (!form) return;
  const words = WordsField.of(document.getElementById("reply-text"));
  enablePreview(form, words);
  enableCanned(form, words);
  enableLater(form);
  const note = document.getElementById("note-text");
  if (note) enableMentions(note);
}

// One stop of the Tab key; arrows move within (ARIA: toolbar).
function enableToolbarKeys(bar) {
  const buttons = [...bar.querySelectorAll("button")];
  bar.addEventListener("keydown", event => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const here = buttons.indexOf(document.activeElement);
    if (!by || here < 0) return;
    event.preventDefault();
    const next = buttons[(here + by + buttons.length) % buttons.length];
    buttons.forEach(button => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  });
}

function enablePreview(form, words) {
  const button = form.querySelector("[data-preview]");
  const place = document.getElementById("reply-preview");
  button.addEventListener("click", async () => {
    const show = place.hidden;
    if (show) {
      const data = new FormData(form);
      data.delete("files");
      const answer = await ask(button.dataset.preview, { method: "POST", body: data }).catch(() => null);
      tell(form, answer?.ok ? "" : say("The preview could not be made: the helpdesk does not answer as it should. Try again."));
      if (!answer?.ok) return;
      // Made safe by the server; read as an inert document all the same, and without the styles that our policy refuses.
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      fresh.querySelectorAll("[style]").forEach(element => element.removeAttribute("style"));
      place.replaceChildren(...fresh.body.childNodes);
    }
    place.hidden = !show;
    words.hide(show);
    button.setAttribute("aria-pressed", show);
    if (show) place.focus(); else words.focus();
  });
}

async function takeCanned(form, button, put) {
  const data = new FormData();
  data.set("__RequestVerificationToken", token(form));
  data.set("canned", button.value);
  const words = await ask(button.formAction, { method: "POST", body: data }).then(answer => answer.ok ? answer.text() : null).catch(() => null);
  tell(form, words === null ? say("«{0}» could not be fetched: the helpdesk does not answer as it should. Try again.", button.firstElementChild.textContent) : "");
  if (words !== null) put(words);
}

function enableCanned(form, words) {
  const menu = document.getElementById("canned");
  const buttons = [...menu.querySelectorAll("[data-canned]")];
  buttons.forEach(button => button.addEventListener("click", event => {
    event.preventDefault();
    takeCanned(form, button, answer => { menu.open = false; words.insert(answer); });
  }));
  menu.addEventListener("toggle", () => { if (menu.open) menu.querySelector("[data-filter]")?.focus(); });
  const filter = menu.querySelector("[data-filter]");
  filter?.addEventListener("input", () => buttons.forEach(button => {
    button.parentElement.hidden = !button.textContent.toLowerCase().includes(filter.value.toLowerCase());
  }));
  filter?.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    buttons.find(button => !button.parentElement.hidden)?.click();
  });
  // «;word» and a blank, Tab or Enter; before the field itself hears of the key.
  words.place.addEventListener("keydown", event => {
    if (![" ", "Tab", "Enter"].includes(event.key) || event.ctrlKey || event.metaKey || composes(event) || !words.holds(event.target)) return;
    const before = words.typedBefore().match(/(?:^|\s);([\p{L}\p{N}_-]+)$/u);
    const button = before && buttons.find(one => one.dataset.canned === before[1].toLowerCase());
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    const short = `;${before[1]}`;
    // What was typed while the answer was on its way comes after it.
    takeCanned(form, button, answer => {
      const typed = words.typedBefore();
      const at = typed.lastIndexOf(short);
      const tail = at < 0 ? "" : typed.slice(at + short.length);
      words.insert(tail ? `${answer} ${tail}` : answer, at < 0 ? 0 : typed.length - at);
    });
  }, { capture: true });
}

function enableLater(form) {
  const field = document.getElementById("sendAfter");
  const words = form.querySelector("[data-later-words]");
  const plain = words.textContent;
  const show = () => { words.textContent = field.value ? new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit", day: "numeric", month: "short" }).format(new Date(field.value)) : plain; };
  field.addEventListener("input", show);
  show();
  enableMoment(form, field, () => { show(); document.getElementById("send-later").open = false; });
}

// «@» offers the names of colleagues; arrows choose, Enter or Tab takes one.
function enableMentions(field) {
  const names = field.dataset.mentions.split("\n").filter(Boolean);
  const list = document.createElement("ul");
  list.className = "names";
  list.id = "mention-names";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("Colleagues"));
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  let at = -1, chosen = 0, found = [];
  const close = () => { list.hidden = true; field.removeAttribute("aria-activedescendant"); };
  const show = () => {
    list.replaceChildren(...found.map((name, i) => {
      const item = document.createElement("li");
      item.id = `mention-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", i === chosen);
      item.textContent = name;
      item.addEventListener("mousedown", event => { event.preventDefault(); take(name); });
      return item;
    }));
    list.hidden = found.length === 0;
    if (found.length > 0) field.setAttribute("aria-activedescendant", `mention-${chosen}`);
  };
  // Of several with one name each is named by the address that stands behind it.
  const take = name => { const end = field.selectionStart; close(); insert(field, `@${name.match(/<(.+)>$/)?.[1] ?? name.replace(/\s+/g, "")} `, at, end); };
  field.addEventListener("input", () => {
    const typed = field.value.slice(0, field.selectionStart).match(/(?:^|[\s(])@([\p{L}\p{N}]*)$/u);
    if (!typed) { close(); return; }
    at = field.selectionStart - typed[1].length - 1;
    chosen = 0;
    found = names.filter(name => name.toLowerCase().split(" ").some(part => part.startsWith(typed[1].toLowerCase()))).slice(0, 8);
    show();
  });
  field.addEventListener("keydown", event => {
    if (list.hidden || composes(event)) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) { event.preventDefault(); chosen = (chosen + by + found.length) % found.length; show(); }
    else if (event.key === "Enter" && !event.ctrlKey || event.key === "Tab") { event.preventDefault(); take(found[chosen]); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
  });
  field.addEventListener("blur", close);
}
