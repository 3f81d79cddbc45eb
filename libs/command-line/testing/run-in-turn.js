// `node run-in-turn.js main.js`: runs a bundled program again and again in one process, each time as one that has just been
// started. A line on standard input asks for a run, a line on standard output says how it ended: without the start of Node,
// and what else is the same for all, a run takes a part of the time. A run ends as a process does, when nothing is left to wait for.
const { createRequire } = require('node:module');
const path = require('node:path');
const { createInterface } = require('node:readline');
const compiledScript = require('./compiled-script');

const main = process.argv[2];
const script = compiledScript(main);
const answer = process.stdout.write.bind(process.stdout);
/** Thrown where the program would not go on. */
const ENDED = new Error('The program has ended.');

let run = null;

createInterface({ input: process.stdin }).on('line', line => {
  const { folder, args, environment } = JSON.parse(line);
  const before = { env: { ...process.env }, globals: Reflect.ownKeys(globalThis), listeners: listeners() };
  run = { before, stdout: '', stderr: '' };
  process.chdir(folder);
  Object.assign(process.env, environment);
  process.argv.splice(1, Infinity, main, ...args);
  process.exitCode = undefined;
  process.stdin.unref();
  const module = { exports: {} };
  const start = script.runInThisContext();
  start.call(module.exports, module.exports, createRequire(main), module, main, path.dirname(main));
});

for (const stream of ['stdout', 'stderr']) {
  process[stream].write = (text, ...others) => {
    if (run !== null) run[stream] += text;
    const done = others.find(other => typeof other === 'function');
    if (done) process.nextTick(done);
    return true;
  };
}

process.exit = code => {
  if (code !== undefined) process.exitCode = code;
  throw ENDED;
};

process.on('uncaughtException', error => {
  if (error === ENDED) return;
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exitCode = 1;
});

process.on('beforeExit', () => {
  if (run === null) return;
  forget(run.before);
  const { stdout, stderr } = run;
  answer(`${JSON.stringify({ code: process.exitCode ?? 0, stdout, stderr })}\n`);
  run = null;
  process.exitCode = undefined;
  process.stdin.ref();
});

/** Takes away what the run has left in the process, after it has heard of its end. */
function forget({ env, globals, listeners: known }) {
  for (const [name, own] of listeners()) {
    for (const listener of own.filter(listener => !known.get(name)?.includes(listener))) {
      if (name === 'exit') listener.call(process, process.exitCode ?? 0);
      process.removeListener(name, listener);
    }
  }
  for (const key of Reflect.ownKeys(globalThis).filter(key => !globals.includes(key)))
    Reflect.deleteProperty(globalThis, key);
  for (const name of Object.keys(process.env).filter(name => !(name in env)))
    Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
}

function listeners() {
  return new Map(process.eventNames().map(name => [name, process.rawListeners(name)]));
}
