const shelfLife = 30 * 24 * 3600 * 1000;

// Words that the server does not have yet stay in this browser, so that a killed tab or a service that is away costs no character.
export function keepTyped(form, names, server) {
  const key = `typed ${form.dataset.agent} ${form.dataset.typed}`;
  const fields = names.map(name => form.elements[name]).filter(Boolean);
  const taken = () => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const remember = () => {
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: fields.map(field => field.value) })); } catch { /* A full or closed store: the server's draft is all there is. */ }
  };
  const forget = () => {
    try { localStorage.removeItem(key); } catch { /* Nothing was kept. */ }
  };
  const kept = taken();
  let restored = false;
  if (kept && Date.now() - kept.at < shelfLife && kept.values?.length === fields.length) {
    fields.forEach((field, i) => {
      if (typeof kept.values[i] === "string" && kept.values[i] !== field.value) {
        field.value = kept.values[i];
        restored = true;
      }
    });
  }
  if (!restored) forget();
  form.addEventListener("input", event => { if (fields.includes(event.target)) remember(); });
  if (!server) form.addEventListener("submit", forget);
  return { restored, forget };
}
