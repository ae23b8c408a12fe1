// Sends a form by the script: when its words cannot be taken, the page stays with them. Without a script the browser sends it.
import { ask } from "./session.js";
import { say } from "./words.js";

const longest = 60000;

// Who comes back to a page by the browser's history finds it as it was left.
addEventListener("pageshow", event => { if (event.persisted) document.querySelectorAll("form[aria-busy]").forEach(form => form.removeAttribute("aria-busy")); });

/** Says something below a form's fields; it is bad unless told. */
export function tell(form, words, bad = true) {
  const place = form.querySelector("[data-says]");
  if (place.textContent !== words) place.textContent = words;
  place.classList.toggle("wrong", bad);
}

/** Sends a form. True when it was taken, and the browser goes on to the next page; `taken` is called before that. What the server says of another draft in its place is given; false when nothing was taken, which is said. */
export async function send(form, submitter, data, taken) {
  if (form.ariaBusy === "true") return true;
  if (submitter?.name) data.append(submitter.name, submitter.value);
  form.ariaBusy = "true";
  tell(form, "");
  try {
    const answer = await ask(submitter?.getAttribute("formaction") ?? form.getAttribute("action"), {
      method: "POST", body: data, headers: { "X-Fragment": "send", Accept: "application/json" }, signal: AbortSignal.timeout(longest),
    });
    const to = answer.status === 204 && answer.headers.get("Location");
    if (to) {
      const on = new URL(to, location.href);
      taken(on);
      go(on);
      return true;
    }
    form.ariaBusy = null;
    if (answer.status === 409) return await answer.json();
    tell(form, await reason(answer));
  } catch {
    form.ariaBusy = null;
    tell(form, say("No answer came from the helpdesk. What you typed is still here; look whether it was taken, and try again in a moment."));
  }
  return false;
}

/** Goes to a page; the one that is shown is read anew, which the browser would not do for another place on it. */
export function go(on) {
  if (on.pathname + on.search === location.pathname + location.search) history.replaceState(null, "", `${location.pathname}${location.search}${location.search ? "&" : "?"}anew`);
  location.replace(on);
}

async function reason(answer) {
  if (answer.status === 401) return say("Not taken: you are signed out. What you typed is still here.");
  if (answer.status === 400) return say("This page was open for too long to send from. Load it anew and send it then: what you typed comes back.");
  if (answer.status >= 500) return say("A part of the helpdesk does not answer now. What you typed is still here; try again in a moment.");
  const problem = await answer.json().catch(() => ({}));
  return [problem.title ?? say("It was not taken ({0}).", answer.status), problem.detail, say("What you typed is still here.")].filter(Boolean).join(" ");
}
