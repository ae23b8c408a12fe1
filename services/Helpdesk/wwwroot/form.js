// A long form gains: fields are checked as they are typed, and a protocol brings its server along. Saving checks again, so none of this is needed.
import { ask } from "./session.js";

export function enableForms() {
  document.querySelectorAll("form[data-check]").forEach(form => {
    const touched = new Set();
    let planned;
    form.addEventListener("input", event => {
      if (event.target.name) touched.add(event.target.name);
      clearTimeout(planned);
      planned = setTimeout(() => check(form, touched), 500);
    });
    form.addEventListener("change", event => {
      if (event.target.dataset.presets) takePreset(form, event.target);
    });
  });
  document.querySelectorAll("[data-poll]").forEach(watch);
}

async function check(form, touched) {
  const body = new FormData(form);
  body.delete("application.certificate");
  let errors;
  try {
    const answer = await ask(form.dataset.check, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    errors = await answer.json();
  } catch {
    return;
  }
  const byField = new Map(Object.entries(errors).map(([field, words]) => [field.toLowerCase(), words.join(" ")]));
  for (const name of touched) {
    const input = form.elements[name];
    if (input instanceof Element && input.type !== "checkbox" && input.type !== "file") show(input, byField.get(aliases[name] ?? name.toLowerCase()));
  }
}

const aliases = { "receiving.pollSeconds": "receiving.pollinterval", "receiving.maxMegabytes": "receiving.maxmessagesize", "sending.timeoutSeconds": "sending.timeout" };

function show(input, problem) {
  const field = input.closest(".field");
  if (!field) return;
  let words = field.querySelector(".wrong");
  const hint = field.querySelector(".hint");
  if (!problem) {
    words?.remove();
    input.removeAttribute("aria-invalid");
    if (hint) hint.hidden = false;
    return;
  }
  if (!words) {
    words = document.createElement("p");
    words.className = "wrong";
    words.setAttribute("role", "status");
    field.append(words);
  }
  if (words.textContent.trim() !== problem) words.textContent = problem;
  if (hint) hint.hidden = true;
  input.setAttribute("aria-invalid", "true");
}

function takePreset(form, select) {
  const side = select.name.split(".")[0];
  const presets = JSON.parse(select.dataset.presets);
  const before = form.elements[`${side}.protocolBefore`];
  const [was, will] = [presets[before.value] ?? {}, presets[select.value] ?? {}];
  for (const [name, value] of Object.entries(will)) {
    const input = form.elements[`${side}.${name}`];
    if (input && (input.value === was[name] || input.value === "")) input.value = value;
  }
  before.value = select.value;
}

// Looks again every few seconds while somebody is at the provider's page; the whole page is read when it has ended, since more than the banner changes then.
function watch(banner) {
  const pause = Number(banner.dataset.poll) * 1000;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Fragment": "1" }, cache: "no-store" });
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("link");
      if (fresh && !fresh.dataset.poll) {
        clearInterval(timer);
        location.reload();
      }
    } catch {
      // The next look may find the way.
    }
  }, pause);
}
