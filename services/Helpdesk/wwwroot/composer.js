import { keepTyped } from "./typed.js";
import { say } from "./words.js";
import { WordsField } from "./words-field.js";

// The composer: drafts kept as typed, files by drop, paste or choice.
export function enableComposer() {
  keepNewTicket();
  const note = document.getElementById("note-form");
  if (note) keepTyped(note, ["text"], false);
  const form = document.getElementById("reply-form");
  if (!form) return;
  const state = document.getElementById("draft-state");
  const typed = keepTyped(form, ["to", "cc", "bcc", "text"], true);
  // What was typed is counted, so that the answer to older words says nothing of newer ones.
  let edits = typed.restored ? 1 : 0, kept = 0, timer, saving = Promise.resolve(), pending = 0, uploads = Promise.resolve();

  const post = (path, data) => fetch(path, { method: "POST", body: data, headers: { "X-Fragment": "1" } });
  const fields = () => {
    const data = new FormData(form);
    data.delete("files");
    return data;
  };
  const save = () => {
    clearTimeout(timer);
    saving = saving.then(async () => {
      if (kept >= edits) return;
      const upTo = edits;
      const answer = await post(form.dataset.draft, fields());
      if (!answer.ok) throw new Error();
      kept = Math.max(kept, upTo);
      if (upTo !== edits) return;
      state.textContent = say("Draft kept");
      typed.forget();
    }).catch(() => {
      if (kept >= edits) return;
      state.textContent = say("The draft is not kept yet; trying again");
      timer = setTimeout(save, 5000);
    });
    return saving;
  };
  form.addEventListener("input", event => {
    if (event.target.type === "file") return;
    edits++;
    state.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(save, 700);
  });
  if (typed.restored) {
    save().then(() => { if (kept >= edits) state.textContent = say("What you had typed is back"); });
  }
  addEventListener("pagehide", () => { if (kept < edits) navigator.sendBeacon(form.dataset.draft, fields()); });
  form.addEventListener("submit", event => {
    if (event.submitter?.hasAttribute("data-discard") && !confirm(say("Discard this draft with its files?"))) {
      event.preventDefault();
      return;
    }
    if (event.submitter?.hasAttribute("data-remove")) {
      event.preventDefault();
      const data = fields();
      data.set("position", event.submitter.value);
      saving = saving.then(() => post(event.submitter.formAction, data)).then(showFiles);
      return;
    }
    if (pending > 0 && !event.submitter?.hasAttribute("data-discard")) {
      // What is being added goes along: the page leaves when it is there.
      event.preventDefault();
      const by = event.submitter;
      uploads.then(() => { if (!place.querySelector(".wrong")) form.requestSubmit(by); });
      return;
    }
    // A later draft would bring back what is being sent.
    typed.forget();
    kept = edits;
    clearTimeout(timer);
    if (event.submitter?.hasAttribute("data-leaves")) return;
    form.querySelectorAll("[data-upload]").forEach(input => { input.disabled = true; });
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
      await saving;
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
      const data = fields();
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
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Fragment": "1" }, cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("draft-files");
    if (fresh) document.getElementById("draft-files").replaceWith(fresh);
  }
}

// The words of a mail that opens a ticket are kept until it is taken: one that is refused comes back under its own id, whatever its length.
function keepNewTicket() {
  const form = document.getElementById("new-ticket");
  try {
    Object.keys(localStorage).filter(key => /^typed \S+ new /.test(key) && key !== `typed ${form?.dataset.agent} ${form?.dataset.typed}`).forEach(key => localStorage.removeItem(key));
  } catch { /* Nothing is kept. */ }
  if (form) keepTyped(form, ["to", "cc", "subject", "text"], true);
}
