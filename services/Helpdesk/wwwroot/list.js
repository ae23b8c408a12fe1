// The list: how many tickets are ticked, and their ticks kept while the list changes by itself.
import { say } from "./words.js";

export function enableList() {
  const bar = document.getElementById("bulk");
  if (!bar) return;
  const every = bar.querySelector("[data-pick-all]");
  const state = document.getElementById("picked");
  const plain = state.textContent;
  const show = () => {
    const count = document.querySelectorAll("[data-pick]:checked").length;
    bar.classList.toggle("on", count > 0);
    every.checked = count > 0 && count === document.querySelectorAll("[data-pick]").length;
    state.textContent = count === 0 ? plain : count === 1 ? say("1 ticket") : say("{0} tickets", count);
    document.getElementById("ticket-list")?.classList.toggle("picking", count > 0);
  };
  document.addEventListener("change", event => { if (event.target.matches("[data-pick]")) show(); });
  document.addEventListener("refreshed", show);
  every.addEventListener("change", () => {
    document.querySelectorAll("[data-pick]").forEach(box => { box.checked = every.checked; });
    show();
  });
  let last;
  document.addEventListener("click", event => {
    if (!event.target.matches("[data-pick]")) return;
    const all = [...document.querySelectorAll("[data-pick]")];
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach(box => { box.checked = event.target.checked; });
      show();
    }
    last = event.target;
  });
  show();
}
