// What pages have on which something is written to somebody: the composer, its words, its addresses.
import { enableComposer } from "./composer.js";
import { enableWriting } from "./writing.js";
import { enableChips } from "./chips.js";
import { enableNotePreview } from "./note-preview.js";

export function enableAnswering() {
  enableComposer();
  enableWriting();
  enableChips();
  enableNotePreview();
}
