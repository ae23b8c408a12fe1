import { open as openList } from "./choosing.js";

// Keys, as the sheet behind «?» says.
const views = { o: "open", m: "mine", u: "unassigned", d: "attention", c: "closed", a: "all", z: "waiting" };
const pages = { f: "/failed-mail", q: "/queue", s: "/system-emails", p: "/people", k: "/api-keys", h: "/system-health", n: "/mentions", b: "/dashboard", w: "/canned-answers", r: "/rules", t: "/audit", l: "/webhooks" };
const typing = element => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], .chips");

export function enableKeys() {
  const sheet = document.getElementById("keys");
  let going = 0;
  document.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("textarea, .rich")) {
      event.preventDefault();
      const form = event.target.closest("form");
      form.requestSubmit(event.shiftKey && form.querySelector("[data-send-close]") || event.altKey && form.querySelector("[data-send-wait]") || form.querySelector(".button.primary"));
      return;
    }
    // Safari, and Firefox on a Mac, leave the focus on the page when a button is pressed with the mouse.
    const menu = event.key === "Escape" && (event.target.closest?.("details.menu[open]") ?? (event.target === document.body && !sheet?.open && document.querySelector("details.menu[open]")));
    if (menu) {
      event.preventDefault();
      menu.open = false;
      menu.querySelector("summary").focus();
      return;
    }
    if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target) || sheet?.open) return;
    if (Date.now() - going < 1500) {
      going = 0;
      const to = views[event.key] ? `/tickets?view=${views[event.key]}` : pages[event.key] ?? document.querySelector(`[data-key="g ${CSS.escape(event.key)}"]`)?.href;
      if (to) { event.preventDefault(); location.href = to; }
      return;
    }
    const act = {
      j: () => step(1), k: () => step(-1),
      J: () => open(1), K: () => open(-1),
      X: () => document.querySelector("[data-pick-all]")?.click(),
      r: () => write("reply"), n: () => write("note"),
      R: () => document.querySelector("[data-key-all]")?.click(),
      f: () => document.querySelector("[data-key-f]")?.click(),
      a: () => choose(),
      p: () => inSheet("priority"), t: () => inSheet("tags"),
      v: () => inSheet("list-sort"),
      u: () => [...document.querySelectorAll("[data-undo]")].at(-1)?.click(),
      x: () => tick(),
      w: () => wait(),
      e: () => document.querySelector("[data-act=close]")?.click(),
      g: () => { going = Date.now(); },
      "/": () => search(),
      "?": () => sheet?.showModal(),
      Escape: () => document.querySelector("[data-back]")?.click(),
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")].filter(row => row.offsetParent);
  if (rows.length === 0) return undefined;
  const here = rows.indexOf(document.activeElement.closest?.("[data-row]"));
  const from = here >= 0 ? here : rows.findIndex(row => row.hasAttribute("aria-current"));
  const row = rows[Math.max(0, Math.min(rows.length - 1, from + by))];
  row.focus();
  return row;
}

function open(by) {
  step(by)?.click();
}

function inSheet(id) {
  const field = document.getElementById(id);
  if (!field) return;
  field.closest("details").open = true;
  field.focus();
}

function choose() {
  const field = document.getElementById("assignee");
  if (field) openList(field);
}

function wait() {
  const act = document.querySelector("[data-act=wait]");
  act?.click();
  act?.parentElement.querySelector(".sheet button")?.focus();
}

function tick() {
  const row = document.activeElement.closest?.(".row") ?? document.querySelector(".row:has([aria-current])");
  row?.querySelector("[data-pick]")?.click();
}

function write(what) {
  const tab = document.getElementById(`compose-${what}`);
  if (!tab) return;
  tab.checked = true;
  const field = document.getElementById(`${what}-text`);
  (field.hidden ? document.getElementById(`${what}-text-rich`) : field).focus();
  document.getElementById("composer").scrollIntoView({ block: "nearest" });
}

function search() {
  const menu = document.getElementById("menu");
  if (menu && !document.getElementById("search").offsetParent) menu.checked = true;
  document.getElementById("search")?.focus();
}
