// The side of Node in the expression benchmark: npm's `jsonata` and `jsonpath-plus`. Speaks the same lines as
// expressions.cpp. Usage: node --single-threaded peer.mjs FOLDER INPUT, where FOLDER has node_modules.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { createRequire } from 'node:module';

const require = createRequire(path.join(path.resolve(process.argv[2]), 'x.js'));
const jsonata = require('jsonata');
const { JSONPath } = require('jsonpath-plus');
const text = fs.readFileSync(process.argv[3], 'utf8');
const input = JSON.parse(text);
const context = { Execution: { Id: 'x' } };

const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6; };

async function rate(seconds, work) {
  for (let i = 0; i < 3; i++) await work();
  const start = cpu();
  let elapsed = 0, calls = 0;
  for (let batch = 1; elapsed < seconds;) {
    for (let i = 0; i < batch; i++) await work();
    calls += batch;
    elapsed = cpu() - start;
    if (elapsed < seconds / 20) batch *= 2;
  }
  return calls / elapsed;
}

function jsonataModes(source) {
  const compiled = jsonata(source);
  const bindings = { states: { input, context } };
  return {
    result: () => compiled.evaluate(undefined, bindings),
    compile: () => jsonata(source),
    eval: () => compiled.evaluate(undefined, bindings),
    cold: () => jsonata(source).evaluate(undefined, bindings),
    full: async () => JSON.stringify(await jsonata(source).evaluate(undefined, { states: { input: JSON.parse(text), context } })),
  };
}

function pathModes(source) {
  // jsonpath-plus keeps what it made of a path's text, so this is an evaluation alone.
  const run = () => JSONPath({ path: source, json: input });
  return { result: run, eval: run };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const modes = request.language === 'jsonata' ? jsonataModes(request.expression) : pathModes(request.expression);
  const answer = request.do === 'result' ? await modes.result() : await rate(request.seconds, modes[request.mode]);
  process.stdout.write(JSON.stringify(answer) + '\n');
}
