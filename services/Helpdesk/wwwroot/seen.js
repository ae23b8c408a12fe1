// Which tickets the tabs of this browser show to the reader, and of which news one of them has told. A lock says the one: it ends with its tab, however that ends.
const showing = "helpdesk-shows", told = "helpdesk-told";
const most = 100;

// Tickets by number, of the page itself and of the list beside it.
function shown() {
  if (document.hidden) return "";
  const rows = [...document.querySelectorAll("[data-row]")].filter(row => row.offsetParent).map(row => new URL(row.href).pathname);
  return [...new Set([location.pathname, ...rows].map(path => path.match(/^\/tickets\/(\d+)$/)?.[1]).filter(Boolean))].join(" ");
}

/** Lets the other tabs know what this one shows, while the reader can see it. */
export function showSeen() {
  if (!navigator.locks) return;
  let said = "", release = () => {};
  const say = () => {
    const now = shown();
    if (now === said) return;
    said = now;
    release();
    release = () => {};
    if (now) navigator.locks.request(`${showing} ${now}`, { mode: "shared" }, () => new Promise(resolve => { release = resolve; if (said !== now) resolve(); }));
  };
  document.addEventListener("visibilitychange", say);
  document.addEventListener("refreshed", say);
  addEventListener("pageshow", say);
  say();
}

/** Whether some tab shows the ticket of a path to the reader. */
export async function isShown() {
  const held = navigator.locks ? (await navigator.locks.query()).held : [];
  const numbers = new Set(held.flatMap(({ name }) => name.startsWith(`${showing} `) ? name.split(" ").slice(1) : []));
  return path => numbers.has(path.match(/^\/tickets\/(\d+)/)?.[1]);
}

/** Whether no tab has told of it yet; whoever asks does. */
export function isNews(key) {
  const take = () => {
    try {
      const keys = JSON.parse(localStorage.getItem(told) ?? "[]");
      if (keys.includes(key)) return false;
      localStorage.setItem(told, JSON.stringify([...keys, key].slice(-most)));
    } catch { /* Told by each tab then, under one tag. */ }
    return true;
  };
  return navigator.locks ? navigator.locks.request(told, take) : take();
}
