// A moment to come, chosen by the reader's own clock or by one press of a button. The server is told the moment itself, not a clock without a place.
const local = at => new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);

function choose(field, what) {
  const at = new Date();
  if (what === "hour") at.setHours(at.getHours() + 1);
  else {
    at.setDate(at.getDate() + (what === "monday" ? (8 - at.getDay()) % 7 || 7 : Number(what)));
    at.setHours(9, 0, 0, 0);
  }
  field.value = local(at);
}

function tell(data, name) {
  const typed = data.get(name);
  if (typed && !typed.endsWith("Z")) data.set(name, new Date(typed).toISOString());
}

// The page is made without knowing the reader's clock.
export function showLocal(field) { if (field.value) field.value = local(new Date(`${field.value}Z`)); }

export function enableMoment(form, field, chosen) {
  form.querySelectorAll("[data-later]").forEach(button => button.addEventListener("click", () => { choose(field, button.dataset.later); field.dispatchEvent(new Event("input", { bubbles: true })); chosen(); }));
  form.addEventListener("formdata", event => tell(event.formData, field.name));
}

// Putting a ticket aside: a press on one of the moments is enough. The form comes and goes with the ticket's head, so that the page listens.
export function enableWaiting() {
  document.addEventListener("click", event => {
    const button = event.target.closest("form.moments [data-later]");
    if (!button) return;
    choose(button.form.elements.at, button.dataset.later);
    button.form.requestSubmit(button.form.querySelector("[value=until]"));
  });
  document.addEventListener("formdata", event => { if (event.target.matches("form.moments")) tell(event.formData, "at"); });
}
