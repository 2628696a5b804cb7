// Answers requests (JSON lines on stdin, as `quickstep eval --lines` takes them) with the npm package
// jsonata, whose folder is the first argument: the reference that our evaluator is compared with.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const { default: jsonata } = await import(pathToFileURL(join(process.argv[2], 'jsonata.js')));

const isFunction = (v) => typeof v === 'function' || (v && (v._jsonata_function || v._jsonata_lambda));
// As Step Functions writes what JSON cannot hold; functions become empty texts.
const plain = (key, v) => {
    if (isFunction(v)) return '';
    if (typeof v === 'number' && !Number.isFinite(v)) {
        return Number.isNaN(v) ? 'NaN' : v > 0 ? 'Infinity' : '-Infinity';
    }
    return v;
};

async function answer({ id, expression, data, undefined_data, variables }) {
    const before = JSON.stringify([data, variables]);
    const changed = () => (JSON.stringify([data, variables]) === before ? {} : { changed_input: true });
    try {
        const compiled = jsonata(expression);
        const result = await compiled.evaluate(undefined_data ? undefined : data, variables ?? {});
        if (result === undefined) return { id, undefined: true, ...changed() };
        return { id, result: JSON.parse(JSON.stringify(result, plain)), ...changed() };
    } catch (error) {
        // Without a code it is a crash of the reference, which says nothing.
        if (!error.code || typeof error.code !== 'string' || error.code.startsWith('ERR_')) {
            return { id, crash: String(error.message).slice(0, 200) };
        }
        return { id, error: { code: error.code, message: error.message, position: error.position }, ...changed() };
    }
}

for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    process.stdout.write(JSON.stringify(await answer(request)) + '\n');
}
