// Fields whose choice is sent at once. A closed one whose choice is moved by keys has not been chosen from yet: Enter, or going on to something else, says that it is meant.
export function enableChoosing() {
  let byKey = false, waits = null, before;
  const isIts = event => event.target.matches("select[data-submit]");
  const send = field => {
    waits = null;
    field.form.requestSubmit();
  };
  document.addEventListener("keydown", event => {
    if (!isIts(event)) return;
    const field = event.target;
    if (event.key === "Enter" && waits === field) {
      event.preventDefault();
      send(field);
    } else if (event.key === "Escape" && waits === field) {
      field.value = before;
      waits = null;
    } else {
      // An open list says by itself when somebody has chosen.
      byKey = !isOpen(field) && !["Enter", " ", "Tab"].includes(event.key);
      if (waits !== field) before = field.value;
    }
  }, { capture: true });
  document.addEventListener("pointerdown", event => { if (isIts(event)) byKey = false; });
  document.addEventListener("change", event => {
    if (!isIts(event)) return;
    if (byKey) waits = event.target;
    else send(event.target);
  });
  // Who looks at another window has not gone on.
  document.addEventListener("focusout", event => { if (waits === event.target && document.activeElement !== event.target) send(event.target); });
}

function isOpen(field) {
  try { return field.matches(":open"); } catch { return false; }
}

/** Opens the list of a field, where the browser lets a script do so. */
export function open(field) {
  field.focus();
  try { field.showPicker(); } catch { /* Its keys open it. */ }
}
