// Words in the reader's language. English is the key, and what is said where the page has no translation.
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

export const say = (english, ...values) => (words[english] ?? english).replace(/\{(\d)\}/g, (_, i) => values[i]);
