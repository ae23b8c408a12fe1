// What pages have on which something is written to somebody: the composer, its words, its addresses.
import { enableComposer } from "./composer.js";
import { enableWriting } from "./writing.js";
import { enableChips } from "./chips.js";
import { enableNotePreview } from "./note-preview.js";
import { WordsField } from "./words-field.js";

export function enableAnswering() {
  enableComposer();
  enableWriting();
  enableChips();
  enableNotePreview();
  // An address that names the composer is that of an answer that was taken back, refused or begun elsewhere: it is gone on with.
  if (location.hash === "#composer" && document.activeElement === document.body && document.getElementById("compose-reply")?.checked) WordsField.of(document.getElementById("reply-text"))?.focus();
}
