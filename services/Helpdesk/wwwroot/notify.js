import { ask as call } from "./session.js";
import { isNews, isShown, showSeen } from "./seen.js";

// Tells of what concerns the reader while they look elsewhere: a count in the title always, the browser's notifications when they want them.
const wanted = "helpdesk-notify";
const moment = 400, often = 5000;

export function enableNotifications() {
  const plain = document.title;
  let since = new Date().toISOString(), unseen = 0, planned, next = 0;
  // What came while the reader looked at the page is no news; the server's clock says until when that was.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) read().catch(() => { /* then some of it is told although it was seen */ });
    else { unseen = 0; document.title = plain; }
  });
  showSeen();
  const button = document.getElementById("notify");
  if (button && "Notification" in window) {
    const tell = () => {
      const on = Notification.permission === "granted" && localStorage.getItem(wanted) === "yes";
      button.hidden = false;
      button.setAttribute("aria-pressed", on);
      document.getElementById("notify-state").textContent = Notification.permission === "denied" ? button.dataset.denied : on ? button.dataset.on : button.dataset.off;
    };
    button.addEventListener("click", async () => {
      const on = button.getAttribute("aria-pressed") === "true";
      localStorage.setItem(wanted, on ? "no" : "yes");
      if (!on) await Notification.requestPermission();
      tell();
    });
    tell();
  }
  const read = async () => {
    const answer = await call(`/notifications?since=${encodeURIComponent(since)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return { items: [] };
    const news = await answer.json();
    since = news.now;
    return news;
  };
  const ask = async () => {
    planned = undefined;
    next = performance.now() + often;
    try {
      const { items } = await read();
      const shown = await isShown();
      const news = items.filter(item => !shown(item.path));
      if (!document.hidden || news.length === 0) return;
      unseen += news.length;
      document.title = `(${unseen}) ${plain}`;
      if (!("Notification" in window) || Notification.permission !== "granted" || localStorage.getItem(wanted) !== "yes") return;
      for (const item of news.slice(0, 3)) {
        // One for a ticket and moment, whichever of the open tabs is first.
        if (!await isNews(item.key)) continue;
        const note = new Notification(item.title, { body: item.body, tag: item.key, icon: document.querySelector("link[rel=icon]").href });
        note.onclick = () => { focus(); location.href = item.path; note.close(); };
      }
    } catch { /* asked again with the next news */ }
  };
  return topic => { if (document.hidden && /^(ticket|all)/.test(topic)) planned ??= setTimeout(ask, Math.max(moment, next - performance.now())); };
}
