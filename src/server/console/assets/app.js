// The console's first page: executions, and one execution live. Every text from outside becomes a text node.
"use strict";

const main = document.getElementById("main");
const place = document.getElementById("place");
const connection = document.getElementById("connection");
const GLYPHS = {
  running: "▶", waiting: "⏸", retrying: "↻", succeeded: "✓", caught: "⚠", failed: "✗", timed_out: "✗", aborted: "◼",
};
let stream = null;    // The page's one event stream.
let current = 0;      // Raised with each page, so that a late answer does not draw over a newer page.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function status(word) {
  const name = word.toLowerCase();
  return element("span", { class: `status ${name}` }, `${GLYPHS[name] ?? "•"} ${name.replace("_", " ")}`);
}

function duration(ms) {
  if (ms < 0) ms = 0;
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60000) return `${(ms / 1000).toFixed(2)} s`;
  const minutes = Math.floor(ms / 60000);
  if (minutes < 60) return `${minutes} min ${Math.round((ms % 60000) / 1000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const time = (ms) => element("time", { datetime: new Date(ms).toISOString(), title: new Date(ms).toISOString() },
  new Date(ms).toLocaleTimeString());
const page = (arn) => `/_console/executions/${encodeURIComponent(arn)}`;
const link = (href, text) => element("a", { href, "data-page": true }, text);

async function fetchJson(path) {
  const answer = await fetch(`/_console/api/${path}`);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message ?? `the server answered ${answer.status}`);
  return body;
}

// Redraws at most five times a second, however many notices come.
function coalesced(draw) {
  let waiting = false;
  let running = false;
  const run = async () => {
    if (running) { waiting = true; return; }
    running = true;
    try { await draw(); } catch (error) { showConnection(`disconnected: ${error.message}`, true); }
    setTimeout(() => { running = false; if (waiting) { waiting = false; run(); } }, 200);
  };
  return run;
}

function showConnection(text, lost) {
  connection.textContent = text;
  connection.classList.toggle("lost", lost);
}

function follow(query, refresh) {
  stream?.close();
  stream = new EventSource(`/_console/api/stream${query}`);
  stream.onopen = () => { showConnection("live", false); refresh(); };
  stream.onmessage = refresh;
  stream.onerror = () => showConnection(`disconnected, data as of ${new Date().toLocaleTimeString()}`, true);
}

function failure(error, cause) {
  if (!error && !cause) return null;
  return element("div", { class: "failure" }, element("strong", {}, error || "no error name"),
    cause ? element("div", {}, cause) : null);
}

// The list.

function listPage(query) {
  const mine = ++current;
  const wanted = query.get("status") ?? "";
  place.textContent = "Executions";
  document.title = "Executions · Quickstep";
  const refresh = coalesced(async () => {
    const data = await fetchJson(`executions?status=${wanted}`);
    if (mine === current) drawList(data, wanted);
  });
  follow("", refresh);
  refresh();
}

function drawList(data, wanted) {
  const all = Object.values(data.counts).reduce((sum, n) => sum + n, 0);
  const filter = (name, count) => element("a", {
    href: name ? `/_console/?status=${name}` : "/_console/", "data-page": true,
    "aria-current": wanted === name ? "page" : false,
  }, `${name ? name.toLowerCase().replace("_", " ") : "all"} ${count}`);
  const filters = element("div", { class: "filters" }, filter("", all),
    ...Object.entries(data.counts).map(([name, count]) => filter(name, count)));
  if (data.executions.length === 0) {
    main.replaceChildren(element("h1", {}, "Executions"), filters, element("div", { class: "panel note" },
      wanted ? "None has this status." : "Nothing has run yet. Try ",
      wanted ? null : element("code", {}, "./dev demo"), wanted ? null : ", or start an execution with ",
      wanted ? null : element("code", {}, "aws stepfunctions start-execution")));
    return;
  }
  const rows = data.executions.map((one) => element("tr", {},
    element("td", {}, status(one.status)), element("td", {}, link(page(one.arn), one.name)),
    element("td", {}, one.machine), element("td", {}, time(one.start)),
    element("td", { class: "number" }, duration((one.stop ?? Date.now()) - one.start)),
    element("td", { class: "number" }, String(one.events))));
  const head = ["Status", "Name", "State machine", "Started"].map((text) => element("th", { scope: "col" }, text));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head,
    element("th", { scope: "col", class: "number" }, "Duration"),
    element("th", { scope: "col", class: "number" }, "Events"))), element("tbody", {}, ...rows));
  main.replaceChildren(element("h1", {}, "Executions"), filters, element("div", { class: "panel" }, table));
}

// One execution.

async function executionPage(arn) {
  const mine = ++current;
  place.textContent = arn.split(":").slice(-2).join(" / ");
  document.title = `${arn.split(":").pop()} · Quickstep`;
  const parts = {
    facts: element("div"), graph: element("div", { class: "panel graph" }), steps: element("div", { class: "panel" }),
    events: element("div", { class: "panel" }),
  };
  main.replaceChildren(element("h1", {}, arn.split(":").pop()), parts.facts,
    element("div", { class: "columns" }, parts.graph, parts.steps), parts.events);
  const answer = await fetch(`/_console/api/executions/${encodeURIComponent(arn)}/graph.svg`);
  if (mine !== current) return;
  if (answer.ok) {
    // The picture is the server's own; parsed as a document of its own, and nothing in it is run.
    const picture = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("svg");
    parts.graph.replaceChildren(document.importNode(picture, true));
  } else {
    parts.graph.replaceChildren(element("p", { class: "note" }, "There is no graph of this execution."));
  }
  let timer = null;
  const refresh = coalesced(async () => {
    const data = await fetchJson(`executions/${encodeURIComponent(arn)}`);
    if (mine !== current) return;
    drawExecution(data, parts);
    clearTimeout(timer);
    if (data.summary.status === "RUNNING") timer = setTimeout(refresh, 1000);
  });
  follow(`?execution=${encodeURIComponent(arn)}`, refresh);
  refresh();
}

function drawExecution(data, parts) {
  const { summary, steps } = data;
  const fact = (name, ...value) => element("div", {}, element("dt", {}, name), element("dd", {}, ...value));
  const end = data.events[data.events.length - 1] ?? {};
  const details = end.executionFailedEventDetails ?? end.executionTimedOutEventDetails ??
    end.executionAbortedEventDetails ?? {};
  parts.facts.replaceChildren(element("dl", { class: "facts" }, fact("Status", status(summary.status)),
    fact("State machine", summary.machine), fact("Started", time(summary.start)),
    fact("Duration", duration((summary.stop ?? Date.now()) - summary.start)),
    fact("ARN", element("code", {}, summary.arn))),
  ...[failure(details.error, details.cause), summary.quarantine ? failure("Set aside", summary.quarantine) : null]
    .filter(Boolean));
  drawGraph(steps, parts.graph);
  drawSteps(steps, parts.steps);
  drawEvents(data.events, parts.events, summary.start);
}

function drawGraph(steps, graph) {
  const last = new Map();
  const entries = new Map();
  for (const step of steps) {
    last.set(step.state, step);
    entries.set(step.state, (entries.get(step.state) ?? 0) + 1);
  }
  for (const node of graph.querySelectorAll("[data-state]")) {
    const step = last.get(node.dataset.state);
    node.classList.remove(...Object.keys(GLYPHS));
    const set = (name, text) => { const part = node.querySelector(`.${name}`); if (part) part.textContent = text; };
    if (!step) { set("status", ""); set("attempts", ""); set("duration", ""); continue; }
    node.classList.add(step.status);
    set("status", `${GLYPHS[step.status]} ${step.status}`);
    const count = entries.get(step.state);
    // Entries of a state in a loop or a Map; else its tries.
    const times = count > 1 ? count : step.attempts.length;
    set("attempts", times > 1 ? `×${times}` : "");
    set("duration", duration((step.end ?? Date.now()) - step.begin));
  }
}

function drawSteps(steps, panel) {
  const rows = steps.map((step) => element("tr", {}, element("td", {}, status(step.status)),
    element("td", {}, step.state, step.where ? element("div", { class: "try" }, step.where) : null, ...tries(step)),
    element("td", { class: "number" }, String(step.attempts.length || "")),
    element("td", { class: "number" }, duration((step.end ?? Date.now()) - step.begin))));
  panel.replaceChildren(element("h2", {}, "Steps"), element("table", {}, element("thead", {}, element("tr", {},
    element("th", { scope: "col" }, "Status"), element("th", { scope: "col" }, "State"),
    element("th", { scope: "col", class: "number" }, "Attempts"),
    element("th", { scope: "col", class: "number" }, "Duration"))), element("tbody", {}, ...rows)));
}

function tries(step) {
  return step.attempts.filter((one) => one.error || one.cause).map((one, index) => {
    const wait = one.nextTry ? `, again in ${duration(one.nextTry - (one.end ?? one.begin))}` : "";
    return element("div", { class: "try" }, `Attempt ${index + 1}: ${one.error}${wait}. ${one.cause ?? ""}`);
  });
}

function drawEvents(events, panel, start) {
  const open = new Set([...panel.querySelectorAll("details[open]")].map((one) => one.dataset.id));
  const rows = events.map((event) => {
    const { id, type, timestamp, previousEventId, ...rest } = event;
    const body = Object.values(rest)[0];
    const name = body?.name ?? "";
    const details = body && Object.keys(body).length > 0
      ? element("details", { "data-id": String(id), open: open.has(String(id)) }, element("summary", {}, name || "details"),
        element("pre", {}, pretty(body)))
      : document.createTextNode("");
    return element("tr", {}, element("td", { class: "number" }, String(id)),
      element("td", { class: "number" }, `+${duration(Math.round(timestamp * 1000 - start))}`),
      element("td", {}, type), element("td", {}, details));
  });
  const summary = element("h2", {}, `Events (${events.length})`);
  panel.replaceChildren(summary, element("table", {}, element("thead", {}, element("tr", {},
    element("th", { scope: "col", class: "number" }, "Id"), element("th", { scope: "col", class: "number" }, "After"),
    element("th", { scope: "col" }, "Type"), element("th", { scope: "col" }, "Details"))),
  element("tbody", {}, ...rows)));
}

// Inputs and outputs are JSON within JSON: shown as what they are.
function pretty(body) {
  const shown = {};
  for (const [name, value] of Object.entries(body)) {
    shown[name] = value;
    if (typeof value === "string" && /^[[{]/.test(value)) {
      try { shown[name] = JSON.parse(value); } catch { /* Not JSON after all: shown as text. */ }
    }
  }
  return JSON.stringify(shown, null, 2);
}

// Addresses.

function route() {
  const prefix = "/_console/executions/";
  if (location.pathname.startsWith(prefix)) {
    executionPage(decodeURIComponent(location.pathname.slice(prefix.length))).catch((error) => {
      main.replaceChildren(element("h1", {}, "This execution cannot be shown"), element("p", { class: "note" }, error.message));
    });
  } else {
    listPage(new URLSearchParams(location.search));
  }
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("a[data-page]");
  if (!target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  history.pushState(null, "", target.href);
  route();
  main.focus();
});
window.addEventListener("popstate", route);
route();
