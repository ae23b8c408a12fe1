import { ask } from "./session.js";

// Says that this ticket is looked at, and shows who else looks at it.
const every = 15000, stillTyping = 6000;

export function enablePresence() {
  const place = document.getElementById("presence");
  const token = document.querySelector("[name=__RequestVerificationToken]")?.value;
  if (!place || !token) return null;
  let typed = 0, said = "";
  const data = state => { const form = new FormData(); form.set("__RequestVerificationToken", token); form.set("state", state); return form; };
  const say = async (always = true) => {
    if (document.hidden) return;
    const state = Date.now() - typed < stillTyping ? "typing" : "here";
    if (!always && state === said) return;
    said = state;
    try { await ask(place.dataset.here, { method: "POST", body: data(state) }); } catch { /* the next one says it */ }
  };
  document.querySelectorAll("[data-writing]").forEach(form => form.addEventListener("input", () => { typed = Date.now(); say(false); }));
  setInterval(say, every);
  setInterval(() => say(false), 2000);
  document.addEventListener("visibilitychange", () => document.hidden ? navigator.sendBeacon(place.dataset.here, data("gone")) : say());
  addEventListener("pagehide", () => navigator.sendBeacon(place.dataset.here, data("gone")));
  say();
  const show = async () => {
    try {
      const answer = await ask(place.dataset.here);
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("presence");
      // Whoever hears the page is told of what changed, and of nothing else.
      if (fresh && !fresh.isEqualNode(place)) place.replaceChildren(...fresh.childNodes);
    } catch { /* shown with the next news */ }
  };
  setInterval(() => { if (!document.hidden && place.children.length > 0) show(); }, 30000);
  const number = place.dataset.here.split("/")[2];
  return topic => { if (topic === `presence ${number}`) show(); };
}
