// Lists of addresses as people type and paste them, taken apart: RFC 5322 forms, and what Outlook writes.
const whole = /^[^\s<>@,;:"()[\]\\]+@(?!\.)(?!.*\.\.)[^\s<>@,;:"()[\]\\]+$/;

export const isAddress = words => whole.test(words);

/** Each as { name, address }; what is no address as { wrong }. Nothing of it is dropped. */
export function readAddresses(typed) {
  return typed.split(/\r?\n|\t/).flatMap(line => cut(line, ";")).flatMap(part => joinNames(cut(part, ","))).flatMap(words).map(read).filter(Boolean);
}

/** As an address field takes it, and the server reads it. */
export function writeAddress(one) {
  if (one.wrong !== undefined) return one.wrong;
  const name = one.name?.replace(/["\\]/g, "").trim();
  return name && name !== one.address ? `"${name}" <${one.address}>` : one.address;
}

// At signs that are neither quoted nor within brackets.
function cut(typed, sign) {
  const parts = [""];
  let quoted = false, within = 0;
  for (const c of typed) {
    if (c === "\"") quoted = !quoted;
    else if (!quoted && c === "<") within++;
    else if (!quoted && c === ">") within = Math.max(0, within - 1);
    if (c === sign && !quoted && within === 0) parts.push("");
    else parts[parts.length - 1] += c;
  }
  // A quote or bracket that is never closed hides no address.
  return quoted || within > 0 ? typed.split(sign) : parts;
}

// «Doe, Jane <jane@example.org>»: a name with a comma that nobody has quoted.
function joinNames(parts) {
  const joined = [];
  let waiting = "";
  for (const part of parts) {
    const words = waiting ? `${waiting},${part}` : part;
    if (!part.includes("@") && part.trim()) { waiting = words; continue; }
    if (waiting && !/[<[]/.test(part)) joined.push(waiting, part);
    else joined.push(words);
    waiting = "";
  }
  return waiting ? [...joined, waiting] : joined;
}

// «a@example.org b@example.org», with nothing but blanks between.
function words(part) {
  const each = part.trim().split(/\s+/);
  return each.length > 1 && each.every(isAddress) ? each : [part.trim()];
}

function read(part) {
  if (!part) return null;
  const bare = part.replace(/^mailto:/i, "").replace(/^[<'"]+|[>'"]+$/g, "").trim();
  if (isAddress(bare)) return { address: bare };
  const found = part.match(/^(.*?)\s*(?:<\s*(?:mailto:)?([^<>]*?)\s*>|\[\s*mailto:([^[\]]*?)\s*\]|\(([^()\s]+@[^()\s]+)\))\s*$/i);
  const address = found && (found[2] ?? found[3] ?? found[4]);
  if (!address || !isAddress(address)) return { wrong: part };
  const name = found[1].trim().replace(/^"(.*)"$/, "$1").replace(/^'(.*)'$/, "$1").replace(/\\(.)/g, "$1").trim();
  return name ? { name, address } : { address };
}
