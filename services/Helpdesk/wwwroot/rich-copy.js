// What is taken out of the rich editor: lines that are lines elsewhere too. Left to a browser, its paragraphs would be parted by empty lines in what takes plain words, and in Firefox's HTML.
const marks = /^(?:STRONG|B|EM|I|DEL|S|CODE|A)$/, containers = /^(?:LI|UL|OL|BLOCKQUOTE)$/;
const ends = "p, li, h1, h2, h3, h4, h5, h6, pre, hr";

/** Puts what is chosen on the clipboard. False when nothing is. */
export function copyTo(clipboard, root, range) {
  if (!range || range.collapsed) return false;
  const made = document.createElement("div");
  made.append(range.cloneContents());
  // Within one bold word, or some points of a list, what they stand in is a part of it.
  for (let around = range.commonAncestorContainer; around !== root; around = around.parentElement) {
    if (around.nodeType !== Node.ELEMENT_NODE || !marks.test(around.tagName) && !(containers.test(around.tagName) && made.querySelector("li, p, ul, ol"))) continue;
    const outer = around.cloneNode(false);
    outer.append(...made.childNodes);
    made.append(outer);
  }
  made.querySelectorAll("p").forEach(line => { line.style.margin = "0"; });
  clipboard.setData("text/html", made.innerHTML);
  clipboard.setData("text/plain", wordsOf(made));
  return true;
}

function wordsOf(made) {
  const copy = made.cloneNode(true);
  copy.querySelectorAll("br").forEach(one => { if (one.nextSibling || one.previousSibling) one.replaceWith("\n"); else one.remove(); });
  copy.querySelectorAll("img").forEach(one => one.replaceWith(one.alt));
  copy.querySelectorAll(ends).forEach(one => one.after("\n"));
  return copy.textContent.replaceAll("\u200b", "").replace(/\n+$/, "");
}
