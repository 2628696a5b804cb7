// The console's first page: executions, and one execution live. Every text from outside becomes a text node.
"use strict";

const main = document.getElementById("main");
const place = document.getElementById("place");
const connection = document.getElementById("connection");
const GLYPHS = {
  running: "▶", waiting: "◔", retrying: "↻", succeeded: "✓", caught: "⚠", failed: "✗", timed_out: "✗", aborted: "■",
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

// The time of day, and the date where it is not today's.
function time(ms) {
  const date = new Date(ms);
  const clock = date.toLocaleTimeString([], { hour12: false });
  const text = date.toDateString() === new Date().toDateString() ? clock : `${date.toLocaleDateString()} ${clock}`;
  return element("time", { datetime: date.toISOString(), title: date.toISOString() }, text);
}
// Colons may stand in a path; as %3A they make an ARN unreadable.
const page = (arn) => `/_console/executions/${encodeURIComponent(arn).replaceAll("%3A", ":")}`;
const link = (href, text) => element("a", { href, "data-page": true }, text);

// The server answered, and said no: asking again would not help.
class Refusal extends Error {}

async function fetchJson(path) {
  const answer = await fetch(`/_console/api/${path}`);
  const body = await answer.json();
  if (!answer.ok) throw new Refusal(body.message ?? `the server answered ${answer.status}`);
  return body;
}

// Redraws at most five times a second, however many notices come.
function coalesced(draw) {
  let waiting = false;
  let running = false;
  const run = async () => {
    if (running) { waiting = true; return; }
    running = true;
    try { await draw(); } catch (error) {
      if (error instanceof Refusal) { showRefusal(error.message); return; }
      showConnection(`disconnected: ${error.message}`, true);
    }
    setTimeout(() => { running = false; if (waiting) { waiting = false; run(); } }, 200);
  };
  return run;
}

function showConnection(text, lost) {
  connection.textContent = text;
  connection.classList.toggle("lost", lost);
}

function showRefusal(text) {
  stream?.close();
  showConnection("", false);
  main.replaceChildren(element("h1", {}, "This cannot be shown"), element("div", { class: "panel note" }, `${text}. `,
    link("/_console/", "All executions")));
}

function follow(query, refresh) {
  stream?.close();
  stream = new EventSource(`/_console/api/stream${query}`);
  stream.onopen = () => { showConnection("live", false); refresh(); };
  stream.onmessage = refresh;
  stream.onerror = () => showConnection(`disconnected, data as of ${new Date().toLocaleTimeString()}`, true);
}

// A function's cause is JSON with its message inside; the whole of it stands in the events.
function plain(cause) {
  try { return JSON.parse(cause).errorMessage ?? cause; } catch { return cause; }
}

function failure(error, cause) {
  if (!error && !cause) return null;
  return element("div", { class: "failure" }, element("strong", {}, error || "no error name"),
    cause ? element("div", {}, plain(cause)) : null);
}

function heads(...names) {
  return element("thead", {}, element("tr", {}, ...names.map((name) =>
    element("th", { scope: "col", class: name.toLowerCase().replace(" ", "-") }, name))));
}

// The list.

function listPage(query) {
  const mine = ++current;
  const wanted = query.get("status") ?? "";
  const from = query.get("next") ?? "";
  place.textContent = "Executions";
  document.title = "Executions · Quickstep";
  const refresh = coalesced(async () => {
    const data = await fetchJson(`executions?${new URLSearchParams({ status: wanted, next: from })}`);
    if (mine === current) drawList(data, wanted, from);
  });
  follow("", refresh);
  refresh();
}

function drawList(data, wanted, from) {
  const all = Object.values(data.counts).reduce((sum, n) => sum + n, 0);
  const address = (status, next) => {
    const query = new URLSearchParams(Object.entries({ status, next }).filter(([, value]) => value)).toString();
    return `/_console/${query ? `?${query}` : ""}`;
  };
  const filter = (name, count) => element("a", {
    href: address(name, ""), "data-page": true, "aria-current": wanted === name ? "page" : false,
  }, name ? name.toLowerCase().replace("_", " ") : "all", element("span", { class: "count" }, String(count)));
  const filters = element("div", { class: "filters" }, filter("", all),
    ...Object.entries(data.counts).map(([name, count]) => filter(name, count)));
  if (data.executions.length === 0) {
    main.replaceChildren(element("h1", {}, "Executions"), filters, element("div", { class: "panel note" },
      wanted ? "None has this status." : "Nothing has run yet. Try ",
      wanted ? null : element("code", {}, "./dev demo"), wanted ? null : ", or start an execution with ",
      wanted ? null : element("code", {}, "quickstep executions start")));
    return;
  }
  const rows = data.executions.map((one) => element("tr", {},
    element("td", { class: "state" }, status(one.status)),
    element("td", { class: "name" }, link(page(one.arn), one.name)),
    element("td", { class: "state-machine" }, one.machine), element("td", { class: "started" }, time(one.start)),
    element("td", { class: "duration" }, duration((one.stop ?? Date.now()) - one.start)),
    element("td", { class: "events" }, String(one.events))));
  const table = element("table", { class: "list" },
    heads("Status", "Name", "State machine", "Started", "Duration", "Events"), element("tbody", {}, ...rows));
  const pages = element("div", { class: "pages" }, from ? link(address(wanted, ""), "Newest") : null,
    data.next ? link(address(wanted, data.next), "Older") : null);
  main.replaceChildren(element("h1", {}, "Executions"), filters, element("div", { class: "panel" }, table), pages);
}

// One execution.

async function executionPage(arn) {
  const mine = ++current;
  place.replaceChildren(link("/_console/", "Executions"), ` / ${arn.split(":").slice(-2)[0]}`);
  document.title = `${arn.split(":").pop()} · Quickstep`;
  const parts = {
    facts: element("div"), graph: element("div", { class: "panel graph" }), steps: element("div", { class: "panel" }),
    input: data("Input"), output: data("Output"), events: element("div", { class: "panel" }),
  };
  main.replaceChildren(element("h1", {}, arn.split(":").pop()), parts.facts,
    element("div", { class: "columns" }, parts.graph, element("div", {}, parts.steps, parts.input, parts.output)),
    parts.events);
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
    const known = await fetchJson(`executions/${encodeURIComponent(arn)}`);
    if (mine !== current) return;
    drawExecution(known, parts);
    clearTimeout(timer);
    if (known.summary.status === "RUNNING") timer = setTimeout(refresh, 1000);
  });
  follow(`?execution=${encodeURIComponent(arn)}`, refresh);
  refresh();
}

// A part of the page that opens to show JSON; hidden until there is some.
function data(name) {
  return element("details", { class: "panel", hidden: true }, element("summary", {}, element("h2", {}, name)), element("pre"));
}

function drawData(part, text) {
  part.hidden = text === undefined;
  if (text !== undefined) part.querySelector("pre").textContent = indented(text);
}

// Long numbers would lose digits on their way through JSON.parse.
const hasLongNumber = (text) => /\d{16}/.test(text);

function indented(text) {
  if (hasLongNumber(text)) return text;
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
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
    ...(summary.redrives ? [fact("Redrives", `${summary.redrives}, the last `, time(summary.redriven))] : []),
    fact("ARN", element("code", {}, summary.arn))),
  ...[failure(details.error, details.cause), summary.quarantine ? failure("Set aside", summary.quarantine) : null]
    .filter(Boolean), ...(data.redrivable ? [redriveButton(summary.arn, parts)] : []));
  drawGraph(steps, parts.graph);
  drawSteps(steps, parts.steps, summary);
  drawData(parts.input, data.events[0]?.executionStartedEventDetails?.input);
  drawData(parts.output, end.executionSucceededEventDetails?.output);
  drawEvents(data.events, parts.events, summary.start);
}

// It is one call of the API: what failed or was cut off runs again, and what succeeded is kept.
function redriveButton(arn, parts) {
  const button = element("button", { type: "button", class: "action", title: "What failed or was cut off runs again" },
    "Redrive");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const answer = await fetch("/", {
        method: "POST",
        headers: { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions.RedriveExecution" },
        body: JSON.stringify({ executionArn: arn }),
      });
      if (answer.ok) return;  // The stream tells what comes of it.
      parts.facts.append(failure("It was not redriven", (await answer.json()).message));
    } catch (error) {
      showConnection(`disconnected: ${error.message}`, true);
    }
    button.disabled = false;
  });
  return button;
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

// Tables of more rows than that take too long to draw; the command line has no such end.
const ROWS_MAX = 1000;

function tooMany(count, what) {
  if (count <= ROWS_MAX) return null;
  return element("p", { class: "note" }, `Only the newest ${ROWS_MAX} of ${count} ${what} are shown. All are in `,
    element("code", {}, "quickstep executions history"), ".");
}

function drawSteps(steps, panel, summary) {
  const end = summary.stop ?? Date.now();
  const scale = { start: summary.start, length: Math.max(end - summary.start, 1), end };
  const rows = steps.slice(-ROWS_MAX).flatMap((step) => {
    const more = tries(step);
    const row = element("tr", { class: more.length ? "has-more" : false },
      element("td", { class: "state" }, status(step.status)),
      element("td", {}, step.state, step.where ? element("div", { class: "try" }, step.where) : null),
      element("td", { class: "timeline" }, timeline(step, scale)),
      element("td", { class: "duration" }, duration((step.end ?? Date.now()) - step.begin)));
    return more.length ? [row, element("tr", {}, element("td", { colspan: "4" }, ...more))] : [row];
  });
  panel.replaceChildren(element("h2", {}, "Steps"), ...[tooMany(steps.length, "steps")].filter(Boolean),
    element("table", { class: "steps" }, heads("Status", "State", "Timeline", "Duration"),
      element("tbody", {}, ...rows)));
}

// When a step ran, from the execution's start to its end (or now): its whole stay, and each attempt on it.
function timeline(step, scale) {
  const track = element("div", { class: "track", "aria-hidden": "true" });
  const add = (kind, begin, end) => {
    const part = element("span", { class: kind });
    part.style.left = `min(${100 * (begin - scale.start) / scale.length}%, 100% - 3px)`;
    part.style.width = `${100 * ((end ?? scale.end) - begin) / scale.length}%`;
    track.append(part);
  };
  add(step.attempts.length ? "stay" : step.status, step.begin, step.end);
  step.attempts.forEach((one) => add(one.error ? "failed" : step.end ? step.status : "running", one.begin, one.end ?? step.end));
  return track;
}

function tries(step) {
  if (step.attempts.length === 1 && !step.attempts[0].error && !step.attempts[0].cause) return [];
  return step.attempts.map((one, index) => {
    const took = one.end ? ` after ${duration(one.end - one.begin)}` : "";
    if (!one.error && !one.cause) {
      return element("div", { class: "try" }, `Attempt ${index + 1}: ${one.end ? `succeeded${took}` : step.end ? "cut off" : "running"}`);
    }
    const wait = one.nextTry ? `; again in ${duration(one.nextTry - (one.end ?? one.begin))}` : "";
    return element("div", { class: "try" }, `Attempt ${index + 1}: failed${took}${wait}`,
      element("div", {}, element("strong", {}, one.error || "no error name"), one.cause ? `: ${plain(one.cause)}` : ""));
  });
}

function drawEvents(events, panel, start) {
  const open = new Set([...panel.querySelectorAll("details[open]")].map((one) => one.dataset.id));
  const rows = events.slice(-ROWS_MAX).map((event) => {
    const { id, type, timestamp, previousEventId, ...rest } = event;
    const body = Object.values(rest)[0];
    const name = body?.name ?? body?.error ?? body?.resource ?? "";
    const details = body && Object.keys(body).length > 0
      ? element("details", { "data-id": String(id), open: open.has(String(id)) }, element("summary", {}, name || "details"),
        element("pre", {}, pretty(body)))
      : document.createTextNode("");
    return element("tr", {}, element("td", { class: "id" }, String(id)),
      element("td", { class: "after" }, `+${duration(Math.round(timestamp * 1000 - start))}`),
      element("td", { class: "type" }, type), element("td", { class: "details" }, details));
  });
  panel.replaceChildren(element("h2", {}, `Events (${events.length})`),
    ...[tooMany(events.length, "events")].filter(Boolean),
    element("table", { class: "events" }, heads("Id", "After", "Type", "Details"), element("tbody", {}, ...rows)));
}

// Inputs and outputs are JSON within JSON: shown as what they are.
function pretty(body) {
  const shown = {};
  for (const [name, value] of Object.entries(body)) {
    shown[name] = value;
    if (typeof value === "string" && /^[[{]/.test(value) && !hasLongNumber(value)) {
      try { shown[name] = JSON.parse(value); } catch { /* Not JSON after all: shown as text. */ }
    }
  }
  return JSON.stringify(shown, null, 2);
}

// Addresses.

function route() {
  const prefix = "/_console/executions/";
  if (location.pathname.startsWith(prefix)) {
    let arn = "";
    try { arn = decodeURIComponent(location.pathname.slice(prefix.length)); } catch { /* No address at all. */ }
    if (!arn) { ++current; showRefusal("There is no such address"); return; }
    executionPage(arn).catch((error) => showConnection(`disconnected: ${error.message}`, true));
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
