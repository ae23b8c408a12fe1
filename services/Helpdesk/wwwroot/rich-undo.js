// Steps back and forth in the rich editor. The editor keeps its blocks in order by itself, so that a browser's own memory of what it did would not fit.
const most = 200, pause = 800;

export class Steps {
  #root; #done = []; #undone = []; #last = null; #at = 0;

  constructor(root) { this.#root = root; }

  /** Forgets everything: other words stand here now. */
  clear() { this.#done = []; this.#undone = []; this.#last = null; }

  /** Keeps how it stands before something is done; letters that follow each other soon are one step. */
  keep(kind = null) {
    const now = Date.now();
    if (kind && kind === this.#last && now - this.#at < pause) { this.#at = now; return; }
    this.#last = kind;
    this.#at = now;
    this.#done.push(this.#now());
    if (this.#done.length > most) this.#done.shift();
    this.#undone = [];
  }

  undo() { return this.#go(this.#done, this.#undone); }

  redo() { return this.#go(this.#undone, this.#done); }

  #go(from, to) {
    let step = from.pop();
    while (step && step.blocks.length === this.#root.childNodes.length && step.blocks.every((block, i) => block.isEqualNode(this.#root.childNodes[i]))) step = from.pop();
    if (!step) return false;
    to.push(this.#now());
    this.#last = null;
    this.#root.replaceChildren(...step.blocks.map(block => block.cloneNode(true)));
    const [anchor, focus] = [step.anchor, step.focus].map(path => this.#find(path));
    if (anchor && focus) getSelection().setBaseAndExtent(...anchor, ...focus);
    return true;
  }

  #now() {
    const chosen = getSelection();
    const place = (node, offset) => node && this.#root.contains(node) ? [...this.#path(node), offset] : null;
    return { blocks: [...this.#root.childNodes].map(node => node.cloneNode(true)), anchor: place(chosen.anchorNode, chosen.anchorOffset), focus: place(chosen.focusNode, chosen.focusOffset) };
  }

  #path(node) {
    const path = [];
    for (; node !== this.#root; node = node.parentNode) path.unshift([...node.parentNode.childNodes].indexOf(node));
    return path;
  }

  #find(path) {
    if (!path) return null;
    let node = this.#root;
    for (const step of path.slice(0, -1)) { if (!node.childNodes[step]) break; node = node.childNodes[step]; }
    return [node, Math.min(path.at(-1), node.nodeType === Node.TEXT_NODE ? node.data.length : node.childNodes.length)];
  }
}
