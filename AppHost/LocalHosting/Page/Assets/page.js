const byId = id => document.getElementById(id);
const list = byId("resources");
const log = byId("log");
const mostLines = 2000;
const tones = {
  Running: "ok", Waiting: "working", Starting: "working", Stopping: "working",
  Unhealthy: "attention", Exited: "broken", FailedToStart: "broken", Stopped: "off", Finished: "off",
};
const words = { FailedToStart: "Failed to start" };
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

let resources = [];
let chosen = null;
let source = null;

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function stateOf(resource) {
  const state = resource.state;
  const mark = element("span", { className: "mark" });
  mark.setAttribute("aria-hidden", "true");
  return element("span", { className: `state ${tones[state] ?? "off"}` }, mark, words[state] ?? state);
}

function since(text) {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(text)) / 1000));
  const parts = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const at = Math.max(0, parts.findIndex(([size]) => seconds >= size));
  if (seconds === 0) return "0 s";
  const [size, unit] = parts[at];
  const rest = parts[at + 1];
  const whole = Math.floor(seconds / size);
  const left = rest ? Math.floor((seconds % size) / rest[0]) : 0;
  return left ? `${whole} ${unit} ${left} ${rest[1]}` : `${whole} ${unit}`;
}

function addressOf(address) {
  return address.url.startsWith("http")
    ? element("a", { href: address.url, target: "_blank", rel: "noreferrer", textContent: address.url.replace(/^https?:\/\//, "") })
    : element("span", { textContent: `${address.name} ${address.url.replace(/^[a-z]+:\/\//, "")}` });
}

function drawRow(resource) {
  const row = element("li", { className: "row" });
  row.dataset.name = resource.name;
  const choose = element("button", { type: "button", className: "choose", textContent: resource.name });
  choose.addEventListener("click", () => open(resource.name));
  const more = element("div", { className: "more" });
  row.append(element("div", { className: "head" }, choose, stateOf(resource)), more);
  if (resource.reason && resource.state !== "Running") {
    more.append(element("span", { className: tones[resource.state] === "working" ? "" : "reason-line", textContent: resource.reason.split("\n")[0] }));
  } else {
    more.append(...resource.addresses.slice(0, 1).map(addressOf));
    if (resource.startedAt) more.append(element("span", { className: "uptime", textContent: `up ${since(resource.startedAt)}` }));
  }
  if (resource.restarts > 0) more.append(element("span", { textContent: `${resource.restarts} ${resource.restarts === 1 ? "restart" : "restarts"}` }));
  row.setAttribute("aria-current", String(resource.name === chosen));
  return row;
}

// Rows are replaced only when what they show has changed, so that focus and selection stay.
function drawList() {
  const before = new Map([...list.children].map(row => [row.dataset.name, row]));
  resources.forEach((resource, index) => {
    const drawn = drawRow(resource);
    const old = before.get(resource.name);
    if (old && old.isEqualNode(drawn)) return;
    const focused = old?.contains(document.activeElement) && document.activeElement.className;
    if (old) old.replaceWith(drawn); else list.insertBefore(drawn, list.children[index] ?? null);
    if (focused) drawn.querySelector(`.${focused}`)?.focus();
  });
}

function drawSummary() {
  const up = resources.filter(resource => resource.state === "Running").length;
  const broken = resources.filter(resource => ["broken", "attention"].includes(tones[resource.state])).length;
  byId("summary").textContent = broken > 0
    ? `${up} of ${resources.length} healthy, ${broken} ${broken === 1 ? "needs" : "need"} attention`
    : up === resources.length ? `All ${up} resources are healthy` : `${up} of ${resources.length} healthy`;
  document.title = broken > 0 ? `(${broken}) HelpdeskMail resources` : "HelpdeskMail resources";
}

function fact(name, ...values) {
  return values.length > 0 && values[0] !== null && values[0] !== undefined
    ? [element("dt", { textContent: name }), element("dd", {}, ...values)]
    : [];
}

function drawDetail() {
  const resource = resources.find(other => other.name === chosen);
  byId("detail").hidden = !resource;
  byId("none").hidden = Boolean(resource);
  document.body.classList.toggle("open", Boolean(resource));
  if (!resource) return;
  byId("name").replaceChildren(resource.name, stateOf(resource));
  byId("about").textContent = [resource.kind, resource.detail].filter(Boolean).join(" · ");
  byId("reason").hidden = !resource.reason;
  byId("reason").textContent = resource.reason ?? "";
  const active = ["Waiting", "Starting", "Running", "Unhealthy"].includes(resource.state);
  byId("start").disabled = active || resource.state === "Stopping";
  byId("stop").disabled = !active && resource.state !== "Exited";
  byId("restart").disabled = resource.state === "Stopping";
  byId("environment").replaceChildren(...resource.environment.map(variable =>
    element("tr", {}, element("td", { textContent: variable.name }), element("td", { textContent: variable.value }))));
  byId("facts").replaceChildren(
    ...fact("State", stateOf(resource)),
    ...resource.addresses.flatMap(address => fact(`Address ${address.name}`, addressOf(address))),
    ...fact("Process", resource.processId),
    ...fact("Started", resource.startedAt && moment.format(new Date(resource.startedAt))),
    ...fact("Restarts", resource.restarts),
    ...fact("Exit code", resource.exitCode),
    ...fact("Runs as", resource.detail));
}

function toneOf(text) {
  if (text.startsWith("[apphost]")) return "own";
  if (/^(fail|crit|error|fatal)\b|\b(ERROR|FATAL|PANIC)[: ]|unhandled exception/i.test(text)) return "bad";
  return /^warn\b|\bWARNING[: ]/i.test(text) ? "warn" : "";
}

function matches(item) {
  const wanted = byId("filter").value.toLowerCase();
  return wanted === "" || item.textContent.toLowerCase().includes(wanted);
}

function addLine(line) {
  const item = element("li", { className: toneOf(line.text) },
    element("time", { dateTime: line.at, textContent: clock.format(new Date(line.at)) }),
    element("span", { textContent: line.text.replace(/\u001b\[[0-9;]*m/g, "") }));
  item.hidden = !matches(item);
  log.append(item);
  while (log.childElementCount > mostLines) log.firstElementChild.remove();
  if (byId("follow").checked) log.scrollTop = log.scrollHeight;
}

function followLog() {
  source?.close();
  log.replaceChildren();
  if (!chosen) return;
  source = new EventSource(`/api/resources/${encodeURIComponent(chosen)}/log/stream`);
  source.onmessage = event => addLine(JSON.parse(event.data));
}

function open(name) {
  if (chosen !== name) {
    chosen = name;
    history.replaceState(null, "", name ? `#${name}` : " ");
    followLog();
  }
  drawList();
  drawDetail();
  for (const row of list.children) row.setAttribute("aria-current", String(row.dataset.name === chosen));
  if (name && matchMedia("(max-width: 820px)").matches) {
    scrollTo(0, 0);
    byId("detail").focus();
  }
}

async function ask(command) {
  const answer = await fetch(`/api/resources/${encodeURIComponent(chosen)}/${command}`, { method: "POST" });
  if (!answer.ok) addLine({ at: new Date().toISOString(), text: `[apphost] ${await answer.text()}` });
}

const tabs = ["console", "environment", "facts"];
function showTab(name, focus) {
  for (const tab of tabs) {
    const button = byId(`tab-${tab}`);
    button.setAttribute("aria-selected", String(tab === name));
    button.tabIndex = tab === name ? 0 : -1;
    byId(`panel-${tab}`).hidden = tab !== name;
    if (focus && tab === name) button.focus();
  }
}

for (const tab of tabs) {
  byId(`tab-${tab}`).addEventListener("click", () => showTab(tab));
  byId(`tab-${tab}`).addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) showTab(tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length], true);
  });
}

for (const command of ["start", "stop", "restart"]) byId(command).addEventListener("click", () => ask(command));
byId("back").addEventListener("click", () => open(null));
byId("filter").addEventListener("input", () => { for (const item of log.children) item.hidden = !matches(item); });
byId("follow").addEventListener("change", event => { if (event.target.checked) log.scrollTop = log.scrollHeight; });
log.addEventListener("wheel", event => { if (event.deltaY < 0) byId("follow").checked = false; }, { passive: true });

document.addEventListener("keydown", event => {
  if (event.target.matches("input[type=search]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = resources.findIndex(resource => resource.name === chosen);
  if (event.key === "j" && resources.length) open(resources[Math.min(at + 1, resources.length - 1)].name);
  else if (event.key === "k" && resources.length) open(resources[Math.max(at - 1, 0)].name);
  else if (event.key === "c" && chosen) showTab("console");
  else if (event.key === "e" && chosen) showTab("environment");
  else if (event.key === "r" && chosen && !byId("restart").disabled) ask("restart");
  else if (event.key === "Escape") open(null);
});

function take(data) {
  resources = data;
  byId("connection").hidden = true;
  byId("summary").hidden = false;
  drawList();
  drawSummary();
  drawDetail();
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (!chosen && wanted && resources.some(resource => resource.name === wanted)) open(wanted);
}

const changes = new EventSource("/api/resources/stream");
changes.onmessage = event => take(JSON.parse(event.data));
changes.onerror = () => {
  byId("connection").hidden = false;
  byId("summary").hidden = true;
};
setInterval(() => { if (resources.length) { drawList(); } }, 1000);
