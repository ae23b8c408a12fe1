// What the pages gain from a script: they change by themselves, keep drafts, know keys. Each works without it.
import { refresh, adorn } from "./refresh.js";
import { listen } from "./stream.js";
import { enableKeys } from "./keys.js";
import { enableChoosing } from "./choosing.js";
import { enableForms } from "./form.js";
import { enableWaiting } from "./later.js";
import { enablePresence } from "./presence.js";
import { enableNotifications } from "./notify.js";
import { enableList } from "./list.js";
import { isSignedOut, signedIn, signedOut } from "./session.js";
import { say } from "./words.js";

adorn(document);
enableForms();
enableWaiting();
enableChoosing();
enableList();
// Twenty files more, which a list of tickets need not wait for.
if (document.querySelector("[data-words], #note-form")) {
  try { (await import("./answering.js")).enableAnswering(); } catch (error) { reportError(error); /* Cut off while the page came: its plain fields write as well, and everything else here goes on. */ }
}
// A key may lead into the composer, which has to be there.
enableKeys();
document.documentElement.classList.add("scripted");
const hearers = [enablePresence(), document.getElementById("nav") && enableNotifications()].filter(Boolean);

// A change is named by a topic such as «ticket 1001»; a region of the page says which it shows: «ticket» any, «ticket-1001» that one.
const wants = (region, topics) => region.dataset.live.split(" ").some(wanted =>
  topics.has("all") || topics.has(wanted.replace("-", " ")) || topics.has(wanted) || [...topics].some(topic => topic.split(" ")[0] === wanted));

// What happens once is shown at once. While it goes on happening, as when a mailbox of years is read, a page is read anew every two seconds at most, and takes a tenth of the server's
// time for it at most; one that nobody sees twice a minute.
const moment = 40, often = 2000, share = 10, unseen = 30000;
const waiting = new Set();
let planned, reading = false, next = 0, unseenRead = false;

function changed(topics) {
  topics.forEach(topic => {
    hearers.forEach(hear => hear(topic));
    if (!topic.startsWith("presence ")) waiting.add(topic);
  });
  plan();
}

function plan() {
  if (waiting.size === 0 || reading) return;
  const now = performance.now();
  const at = document.hidden ? Math.max(next, now + unseen) : Math.max(next, now + moment);
  // One that is planned later, because the page was hidden, may have to come sooner.
  if (planned && planned.at <= at) return;
  clearTimeout(planned?.timer);
  planned = { at, timer: setTimeout(read, at - now) };
}

async function read() {
  planned = undefined;
  const topics = new Set(waiting);
  waiting.clear();
  const regions = [...document.querySelectorAll("[data-live]")].filter(region => wants(region, topics)).map(region => region.id);
  if (regions.length === 0) return;
  const begun = performance.now();
  unseenRead ||= document.hidden;
  reading = true;
  const done = await refresh(regions);
  reading = false;
  if (!done) waiting.add("all");
  const now = performance.now();
  next = now + Math.max(often, share * (now - begun));
  plan();
}

// A link may name an entry that is older than the part of the thread that is shown.
function findEntry() {
  const entry = /^#e(\d+)$/.exec(location.hash)?.[1];
  const address = new URL(location.href);
  if (!entry || !document.getElementById("thread") || document.getElementById(`e${entry}`) || address.searchParams.get("entry") === entry) return;
  address.searchParams.set("entry", entry);
  location.replace(address);
}
addEventListener("hashchange", findEntry);
findEntry();

document.addEventListener("visibilitychange", () => {
  // What was read while nobody looked is seen only now, and somebody may have signed in again in another tab.
  if (!document.hidden && (unseenRead || isSignedOut())) {
    unseenRead = false;
    waiting.add("all");
  }
  plan();
});

if (document.querySelector("[data-live]")) {
  const state = document.getElementById("live-state");
  listen(changed, connected => {
    if (connected) signedIn();
    if (state) state.hidden = connected || isSignedOut();
  }, signedOut);
}

document.addEventListener("click", async event => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    const words = copy.lastChild;
    const before = words.textContent;
    words.textContent = ` ${say("Copied")}`;
    setTimeout(() => { words.textContent = before; }, 1500);
  }
});

// A form that is being filled in stays with what it showed at first: it says what was changed by comparing with that.
document.addEventListener("input", event => event.target.closest("[data-keep-touched]")?.setAttribute("data-keep", ""));

// One open menu at a time, closed by a click elsewhere.
document.addEventListener("click", event => {
  document.querySelectorAll("details.menu[open]").forEach(menu => { if (!menu.contains(event.target)) menu.open = false; });
});
