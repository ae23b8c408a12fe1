// Markdown by buttons and keys in a plain field.
import { composes } from "./input-method.js";
import { say } from "./words.js";

const keys = { b: "bold", i: "italic", k: "link" };

export function enableMarkdownKeys(field) {
  field.addEventListener("keydown", event => {
    if (composes(event)) return;
    const what = (event.ctrlKey || event.metaKey) && !event.shiftKey && keys[event.key.toLowerCase()];
    if (what) { event.preventDefault(); mark(field, what); }
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey) continueList(field, event);
  });
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

export function mark(field, what) {
  const { selectionStart: from, selectionEnd: to } = field;
  const chosen = field.value.slice(from, to);
  const around = { bold: "**", italic: "_", strike: "~~" }[what];
  if (around) {
    const words = chosen || { bold: say("bold"), italic: say("italic"), strike: say("struck out") }[what];
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
    const marked = what === "code" ? `\`\`\`\n${lines}\n\`\`\`` : lines.split("\n").map((line, i) => ({ list: "- ", numbers: `${i + 1}. `, quote: "> ", heading: "## " })[what] + line).join("\n");
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
