// Live parts and copy buttons. Every page works without this.
"use strict";

// An element with data-live and an id is replaced by its new self when the server says that something changed.
const live = () => document.querySelectorAll("[data-live][id]");

async function refresh() {
  const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
  if (!answer.ok) {
    return;
  }
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of live()) {
    const now = next.getElementById(old.id);
    if (now && now.innerHTML !== old.innerHTML) {
      old.replaceWith(document.adoptNode(now));
    }
  }
}

if (live().length > 0) {
  let waiting;
  const events = new EventSource("/events");
  events.onmessage = () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 100);
  };
  events.onopen = () => document.documentElement.removeAttribute("data-away");
  events.onerror = () => document.documentElement.setAttribute("data-away", "");
  addEventListener("pagehide", () => events.close());
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button) {
    return;
  }
  await navigator.clipboard.writeText(button.dataset.copy);
  const word = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = word; }, 1500);
});

// Fields that hold for every form of the page: their value goes into the hidden field of the same name.
document.addEventListener("submit", (event) => {
  for (const field of document.querySelectorAll("input[data-member]")) {
    const hidden = event.target.querySelector(`input[type="hidden"][name="${field.name}"]`);
    if (hidden) {
      hidden.value = field.value;
    }
  }
});

// A search field that leaves the rows with its words, and opens the groups that have some.
function filter(field) {
  const list = document.querySelector(field.dataset.filter);
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of list.querySelectorAll("[data-words]")) {
    const text = row.dataset.words.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of list.querySelectorAll("details")) {
    const found = group.querySelectorAll("[data-words]:not([hidden])").length;
    const some = found > 0;
    group.querySelector("summary .tag").textContent = found;
    group.hidden = !some;
    group.open = words.length > 0 ? some : group === list.querySelector("details");
  }
}

document.addEventListener("input", (event) => {
  if (event.target.dataset?.filter) {
    filter(event.target);
  }
});

// An address may say what to look for: /faults?find=50076
for (const field of document.querySelectorAll("input[data-filter]")) {
  field.value = new URLSearchParams(location.search).get("find") ?? "";
  if (field.value) {
    filter(field);
  }
}
