// Writing in the composer: Markdown by buttons and keys, how it will look, canned answers, names of colleagues, a time to send.
import { enableMoment } from "./later.js";
import { say } from "./words.js";

const token = form => form.querySelector("[name=__RequestVerificationToken]").value;

export function enableWriting() {
  const form = document.getElementById("reply-form");
  if (!form) return;
  const text = document.getElementById("reply-text");
  form.querySelectorAll("[data-md]").forEach(button => button.addEventListener("click", () => mark(text, button.dataset.md)));
  enableToolbarKeys(form.querySelector("[role=toolbar]"));
  text.addEventListener("keydown", event => {
    const what = (event.ctrlKey || event.metaKey) && !event.shiftKey && { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (what) { event.preventDefault(); mark(text, what); }
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey) continueList(text, event);
  });
  enablePreview(form, text);
  enableCanned(form, text);
  enableLater(form);
  const note = document.getElementById("note-text");
  if (note) enableMentions(note);
}

// Puts words where the cursor is, so that the browser's own undo takes them back.
export function insert(field, words, from = field.selectionStart, to = field.selectionEnd) {
  field.focus();
  field.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function mark(field, what) {
  const { selectionStart: from, selectionEnd: to } = field;
  const chosen = field.value.slice(from, to);
  const around = { bold: "**", italic: "_" }[what];
  if (around) {
    const words = chosen || { bold: say("bold"), italic: say("italic") }[what];
    insert(field, `${around}${words}${around}`);
    field.setSelectionRange(from + around.length, from + around.length + words.length);
  } else if (what === "link") {
    const isAddress = /^https?:\/\/\S+$/.test(chosen);
    const words = isAddress ? say("words") : chosen || say("words");
    insert(field, `[${words}](${isAddress ? chosen : "https://"})`);
    if (isAddress || !chosen) field.setSelectionRange(from + 1, from + 1 + words.length);
    else field.setSelectionRange(from + words.length + 3, from + words.length + 11);
  } else if (what === "code" && !chosen.includes("\n")) {
    insert(field, `\`${chosen || say("code")}\``);
  } else {
    const start = field.value.lastIndexOf("\n", from - 1) + 1;
    const lines = field.value.slice(start, to) || "";
    const marked = what === "code" ? `\`\`\`\n${lines}\n\`\`\`` : lines.split("\n").map((line, i) => ({ list: "- ", numbers: `${i + 1}. `, quote: "> " })[what] + line).join("\n");
    insert(field, marked, start, to);
  }
}

// Enter in a list begins the next point; on an empty one it ends the list.
function continueList(field, event) {
  const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const line = field.value.slice(start, field.selectionStart).match(/^(\s*)([-*]|(\d+)\.|>)\s(.*)$/);
  if (!line || field.selectionStart !== field.selectionEnd) return;
  event.preventDefault();
  if (!line[4]) insert(field, "", start, field.selectionStart);
  else insert(field, `\n${line[1]}${line[3] ? `${Number(line[3]) + 1}.` : line[2]} `);
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

function enablePreview(form, text) {
  const button = form.querySelector("[data-preview]");
  const place = document.getElementById("reply-preview");
  button.addEventListener("click", async () => {
    const show = place.hidden;
    if (show) {
      const data = new FormData(form);
      data.delete("files");
      const answer = await fetch(button.dataset.preview, { method: "POST", body: data, headers: { "X-Fragment": "1" } });
      if (!answer.ok) return;
      // Made safe by the server; read as an inert document all the same, and without the styles that our policy refuses.
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      fresh.querySelectorAll("[style]").forEach(element => element.removeAttribute("style"));
      place.replaceChildren(...fresh.body.childNodes);
    }
    place.hidden = !show;
    text.hidden = show;
    button.setAttribute("aria-pressed", show);
    (show ? place : text).focus();
  });
}

async function takeCanned(form, button, put) {
  const data = new FormData();
  data.set("__RequestVerificationToken", token(form));
  data.set("canned", button.value);
  const answer = await fetch(button.formAction, { method: "POST", body: data, headers: { "X-Fragment": "1" } });
  if (answer.ok) put(await answer.text());
}

function enableCanned(form, text) {
  const menu = document.getElementById("canned");
  const buttons = [...menu.querySelectorAll("[data-canned]")];
  let place = [text.value.length, text.value.length];
  text.addEventListener("blur", () => { place = [text.selectionStart, text.selectionEnd]; });
  buttons.forEach(button => button.addEventListener("click", event => {
    event.preventDefault();
    takeCanned(form, button, words => { menu.open = false; insert(text, words, ...place); });
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
  // «;word» and a blank, Tab or Enter.
  text.addEventListener("keydown", event => {
    if (![" ", "Tab", "Enter"].includes(event.key) || event.ctrlKey || event.metaKey) return;
    const before = text.value.slice(0, text.selectionStart).match(/(?:^|\s);([\p{L}\p{N}_-]+)$/u);
    const button = before && buttons.find(one => one.dataset.canned === before[1].toLowerCase());
    if (!button) return;
    event.preventDefault();
    const end = text.selectionStart;
    takeCanned(form, button, words => insert(text, words, end - before[1].length - 1, end));
  });
}

function enableLater(form) {
  const field = document.getElementById("sendAfter");
  const words = form.querySelector("[data-later-words]");
  const plain = words.textContent;
  const tell = () => { words.textContent = field.value ? new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit", day: "numeric", month: "short" }).format(new Date(field.value)) : plain; };
  field.addEventListener("input", tell);
  enableMoment(form, field, () => { tell(); document.getElementById("later").open = false; });
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
    if (list.hidden) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) { event.preventDefault(); chosen = (chosen + by + found.length) % found.length; show(); }
    else if (event.key === "Enter" && !event.ctrlKey || event.key === "Tab") { event.preventDefault(); take(found[chosen]); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
  });
  field.addEventListener("blur", close);
}
