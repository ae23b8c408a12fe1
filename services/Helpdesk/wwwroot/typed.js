const shelfLife = 30 * 24 * 3600 * 1000;
const here = Math.random().toString(36).slice(2);

// Words that the server does not have yet stay in this browser, so that a killed tab or a service that is away costs no character. They are forgotten when the server has said that it has them.
// What goes along with them says which draft they belong to, and is no word itself.
export function keepTyped(form, names, along = []) {
  const key = `typed ${form.dataset.agent} ${form.dataset.typed}`;
  const fields = names.map(name => form.elements[name]).filter(Boolean);
  const whole = [...fields, ...along.map(name => form.elements[name])];
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const remember = () => {
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), by: here, words: Object.fromEntries(whole.map(field => [field.name, read(field)])) })); } catch { /* A full or closed store: the server's draft is all there is. */ }
  };
  // Another tab's words are its own to forget.
  const forget = () => {
    try { if (kept()?.by === here) localStorage.removeItem(key); } catch { /* Nothing was kept. */ }
  };
  const found = kept();
  const words = Date.now() - found?.at < shelfLife && found.words || {};
  const restored = fields.some(field => field.name in words && words[field.name] !== read(field));
  if (restored) whole.forEach(field => { if (field.name in words) write(field, words[field.name]); });
  if (found) remember();
  // The server's draft says the same.
  if (!restored && form.dataset.draft) forget();
  form.addEventListener("input", event => { if (fields.includes(event.target)) remember(); });
  return { restored, remember, forget };
}

const read = field => field.type === "checkbox" ? field.checked : field.value;

function write(field, value) {
  if (field.type === "checkbox") field.checked = value;
  else if (field.type !== "select-one" || [...field.options].some(option => option.value === value)) field.value = value;
}
