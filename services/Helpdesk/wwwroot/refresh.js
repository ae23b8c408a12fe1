// Reads the page anew and takes over the regions that changed, leaving alone what the reader does in them: focus, typed words, open details, scroll.
import { ask, signedIn } from "./session.js";
import { say } from "./words.js";

export async function refresh(ids) {
  let answer, page;
  try {
    answer = await ask(location.href, { headers: { Accept: "text/html", "X-Fragment": document.hidden ? "unseen" : "1" } });
    page = await answer.text();
  } catch {
    return false;
  }
  // What changes meanwhile is read when somebody has signed in again.
  if (answer.status === 401) return true;
  if (!answer.ok && answer.status !== 404) return false;
  signedIn();
  const fresh = new DOMParser().parseFromString(page, "text/html");
  for (const id of ids) {
    const now = document.getElementById(id);
    const then = fresh.getElementById(id);
    if (now && then) {
      const rows = new Set([...now.querySelectorAll("[data-row]")].map(row => row.parentElement.id));
      morph(now, then);
      now.dispatchEvent(new Event("refreshed", { bubbles: true }));
      adorn(now);
      announce(now, rows);
    }
  }
  return true;
}

function morph(now, then) {
  if (now.isEqualNode(then) || now.hasAttribute("data-keep") || now.contains(document.activeElement) && now.matches("select, input, textarea")) return;
  if (now.nodeType !== Node.ELEMENT_NODE || now.tagName !== then.tagName) {
    now.replaceWith(then);
    return;
  }
  if (now.tagName === "TIME" && now.dateTime === then.dateTime) return;
  takeAttributes(now, then);
  if (now.tagName === "IFRAME") return;
  const kept = new Map([...now.children].filter(child => child.id).map(child => [child.id, child]));
  let at = now.firstChild;
  for (const child of [...then.childNodes]) {
    const known = child.id ? kept.get(child.id) : null;
    if (known) {
      kept.delete(child.id);
      if (known === at) at = at.nextSibling;
      else now.insertBefore(known, at);
      morph(known, child);
    } else if (!child.id && at && !at.id && at.nodeName === child.nodeName) {
      const next = at.nextSibling;
      if (at.nodeType === Node.TEXT_NODE) { if (at.data !== child.data) at.data = child.data; }
      else morph(at, child);
      at = next;
    } else {
      now.insertBefore(child, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function takeAttributes(now, then) {
  for (const { name, value } of then.attributes) {
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  for (const { name } of [...now.attributes]) {
    const own = name === "open" || name === "hidden" || (now.tagName === "IFRAME" && ["style", "data-watched", "data-sized"].includes(name));
    if (!then.hasAttribute(name) && !own) now.removeAttribute(name);
  }
  if (now.tagName === "IFRAME" && now.dataset.sized) now.classList.add("sized");
}

// Marks rows that are new, and says so when they slid in above what the reader looks at.
function announce(region, rows) {
  if (region.id !== "ticket-list") return;
  const news = [...region.querySelectorAll("[data-row]")].map(row => row.parentElement).filter(row => !rows.has(row.id));
  news.forEach(row => row.classList.add("fresh"));
  const button = document.getElementById("list-news");
  if (news.length > 0 && region.scrollTop > 60 && button) {
    const count = (Number(button.dataset.count) || 0) + news.length;
    button.dataset.count = count;
    button.textContent = count === 1 ? `↑ ${say("1 new")}` : `↑ ${say("{0} new", count)}`;
    button.hidden = false;
    button.onclick = () => { region.scrollTo({ top: 0, behavior: "smooth" }); button.hidden = true; button.dataset.count = 0; };
  }
}

// Times in the reader's zone, and frames as high as the mail in them.
export function adorn(root) {
  root.querySelectorAll("time[datetime]").forEach(showTime);
  root.querySelectorAll("iframe.mail-body:not([data-watched])").forEach(size);
}

const exact = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const plainDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const dayAndYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

function showTime(time) {
  const at = new Date(time.dateTime);
  // A day is the same one everywhere.
  if (time.dataset.form === "day") {
    if (time.textContent !== plainDay.format(at)) time.textContent = plainDay.format(at);
    return;
  }
  time.title = exact.format(at);
  const words = time.dataset.form === "moment" ? exact.format(at) : age(at);
  if (time.textContent !== words) time.textContent = words;
}

function age(at) {
  const seconds = (Date.now() - at) / 1000;
  const distance = Math.abs(seconds);
  if (distance > 7 * 86400) return at.getFullYear() === new Date().getFullYear() ? day.format(at) : dayAndYear.format(at);
  if (distance < 50) return seconds < 0 ? say("in a moment") : say("just now");
  const [minutes, hours, days] = [60, 3600, 86400].map(unit => Math.max(1, Math.round(distance / unit)));
  return distance < 3000 ? (seconds < 0 ? say("in {0} min", minutes) : say("{0} min ago", minutes))
    : distance < 82800 ? (seconds < 0 ? say("in {0} h", hours) : say("{0} h ago", hours))
    : seconds < 0 ? say("in {0} d", days) : say("{0} d ago", days);
}

setInterval(() => document.querySelectorAll("time[datetime]").forEach(showTime), 20000);

// The frame runs no scripts; this page measures the document in it from outside.
function size(frame) {
  frame.dataset.watched = "1";
  let observer;
  const watch = () => {
    const inner = frame.contentDocument;
    if (!inner?.body || inner.URL === "about:blank") return;
    const fit = () => {
      const height = Math.ceil(inner.body.getBoundingClientRect().height) + 4;
      frame.style.height = `${Math.min(height, 20000)}px`;
      frame.dataset.sized = "1";
      // What is higher than anything a person reads keeps its own scroll bar.
      frame.classList.toggle("sized", height <= 20000);
    };
    observer?.disconnect();
    observer = new ResizeObserver(fit);
    observer.observe(inner.body);
    fit();
  };
  frame.addEventListener("load", watch);
  watch();
}
