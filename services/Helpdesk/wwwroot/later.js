// A moment to come, chosen by the reader's own clock or by one press of a button. The server is told the moment itself, not a clock without a place.
export function enableMoment(form, field, chosen) {
  const local = at => new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  form.querySelectorAll("[data-later]").forEach(button => button.addEventListener("click", () => {
    const at = new Date();
    if (button.dataset.later === "hour") at.setHours(at.getHours() + 1);
    else {
      at.setDate(at.getDate() + (button.dataset.later === "monday" ? (8 - at.getDay()) % 7 || 7 : Number(button.dataset.later)));
      at.setHours(9, 0, 0, 0);
    }
    field.value = local(at);
    chosen();
  }));
  form.addEventListener("formdata", event => {
    const typed = event.formData.get(field.name);
    if (typed && !typed.endsWith("Z")) event.formData.set(field.name, new Date(typed).toISOString());
  });
}

// Putting a ticket aside: a press on one of the moments is enough.
export function enableWaiting() {
  document.addEventListener("toggle", event => {
    const form = event.target.id === "ticket-wait" && event.target.open && event.target.querySelector("form.moments:not([data-ready])");
    if (!form) return;
    form.dataset.ready = "1";
    enableMoment(form, form.elements.at, () => form.requestSubmit(form.querySelector("[value=until]")));
  }, true);
}
