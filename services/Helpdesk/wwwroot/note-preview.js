import { tell } from "./sending.js";
import { ask } from "./session.js";
import { say } from "./words.js";

// How a note will look, in place of its field.
export function enableNotePreview() {
  const button = document.querySelector("[data-note-preview]");
  if (!button) return;
  const form = button.form;
  const place = document.getElementById("note-preview");
  const field = document.getElementById("note-text");
  button.addEventListener("click", async () => {
    const show = place.hidden;
    if (show) {
      const answer = await ask(button.dataset.notePreview, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "1" } }).catch(() => null);
      tell(form, answer?.ok ? "" : say("The preview could not be made: the helpdesk does not answer as it should. Try again."));
      if (!answer?.ok) return;
      // Made safe by the server; read as an inert document all the same.
      place.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    }
    place.hidden = !show;
    field.hidden = show;
    button.setAttribute("aria-pressed", show);
    if (show) place.focus(); else field.focus();
  });
}
