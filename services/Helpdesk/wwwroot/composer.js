import { DraftKeeper } from "./draft.js";
import { showLocal } from "./later.js";
import { go, send, tell } from "./sending.js";
import { ask } from "./session.js";
import { keepTyped } from "./typed.js";
import { say } from "./words.js";
import { WordsField } from "./words-field.js";

// The composer: drafts kept as typed, files by drop, paste or choice.
export function enableComposer() {
  enableNewTicket();
  enableNote();
  const form = document.getElementById("reply-form");
  if (!form) return;
  showLocal(document.getElementById("sendAfter"));
  const draft = new DraftKeeper(form);
  let pending = 0, uploads = Promise.resolve();

  form.addEventListener("submit", event => {
    event.preventDefault();
    const by = event.submitter;
    if (by?.hasAttribute("data-discard") && !confirm(say("Discard this draft with its files?"))) return;
    if (by?.hasAttribute("data-remove")) {
      const data = draft.fields();
      data.set("position", by.value);
      draft.after(() => ask(by.formAction, { method: "POST", body: data }).then(showFiles).catch(reportError));
      return;
    }
    if (pending > 0 && !by?.hasAttribute("data-discard")) {
      // What is being added goes along: the page leaves when it is there.
      uploads.then(() => { if (!place.querySelector(".wrong")) form.requestSubmit(by); });
      return;
    }
    draft.send(by);
  });

  const chooser = form.querySelector("[data-upload]");
  chooser.addEventListener("change", () => { upload([...chooser.files]); chooser.value = ""; });
  form.addEventListener("paste", event => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    // A picture that is pasted into the words is shown there.
    upload(files, Boolean(event.target.closest?.("#reply-text, .rich")));
  });
  const place = document.getElementById("files-place");
  form.addEventListener("dragover", event => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); place.classList.add("over"); } });
  form.addEventListener("dragleave", event => { if (!form.contains(event.relatedTarget)) place.classList.remove("over"); });
  form.addEventListener("drop", event => {
    place.classList.remove("over");
    if (event.dataTransfer.files.length > 0) { event.preventDefault(); upload([...event.dataTransfer.files], Boolean(event.target.closest?.(".rich"))); }
  });

  function upload(files, within = false) {
    pending++;
    uploads = Promise.all([uploads, add(files, within)]).catch(reportError).finally(() => { pending--; });
  }

  async function add(files, within) {
    for (const file of files) {
      const line = document.createElement("p");
      line.className = "uploads";
      const bar = document.createElement("progress");
      line.append(`${file.name} `, bar);
      place.append(line);
      await draft.saving;
      const { problem, contentId } = await send(file, bar, within && /^image\/(png|jpeg|gif|webp)$/.test(file.type));
      if (contentId) WordsField.of(document.getElementById("reply-text")).insert(`![${file.name.replace(/[[\]\\]/g, "")}](cid:${contentId})`);
      if (problem) {
        line.className = "uploads wrong";
        line.textContent = problem;
        setTimeout(() => line.remove(), 15000);
      } else {
        line.remove();
        await showFiles();
      }
    }
  }

  function send(file, bar, inline) {
    return new Promise(resolve => {
      const data = draft.fields();
      data.append("files", file);
      if (inline) data.set("inline", "true");
      const request = new XMLHttpRequest();
      request.open("POST", chooser.dataset.upload);
      request.setRequestHeader("X-Fragment", "1");
      request.upload.onprogress = event => { bar.max = event.total; bar.value = event.loaded; };
      request.onload = () => resolve(request.status < 300 ? { contentId: inline && request.responseText } : failed(request.status === 413 && request.responseText ? request.responseText : say("{0} was not added ({1}). Try again.", file.name, request.status)));
      request.onerror = () => resolve(failed(say("{0} was not added: the connection was lost. Try again.", file.name)));
      request.send(data);
    });
  }

  const failed = problem => ({ problem });

  async function showFiles() {
    const answer = await ask(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("draft-files");
    if (fresh) document.getElementById("draft-files").replaceWith(fresh);
  }
}

function enableNote() {
  const form = document.getElementById("note-form");
  if (!form) return;
  const typed = keepTyped(form, ["text"], ["noteId"]);
  form.addEventListener("submit", event => {
    event.preventDefault();
    send(form, event.submitter, new FormData(form), typed.forget);
  });
}

// A mail that opens a ticket stays in this browser until it is taken: when the page is read anew, and while others are.
function enableNewTicket() {
  const form = document.getElementById("new-ticket");
  if (!form) return;
  const typed = keepTyped(form, ["mailbox", "to", "cc", "subject", "text"], ["replyId"]);
  const anew = form.querySelector("[data-anew]");
  anew.hidden = !typed.restored;
  if (typed.restored) tell(form, say("What you had typed is back."), false);
  anew.addEventListener("click", () => {
    typed.forget();
    go(new URL(location.href));
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    send(form, event.submitter, new FormData(form), on => { if (on.pathname !== location.pathname) typed.forget(); });
  });
}
