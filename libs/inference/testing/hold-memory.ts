import { watchForTheEnd } from '../src/model-host/end-with-service';

/** A process that takes memory until it is ended, or holds its main thread for ever. */
const [what, servicePid, maxMegabytes, maxMs] = process.argv.slice(2);
watchForTheEnd().keepTo({
  servicePid: Number(servicePid),
  maxBytes: Number(maxMegabytes) * 1024 * 1024,
  maxMs: Number(maxMs),
});
const held: Buffer[] = [];
/** A gigabyte at most, should nobody end it. */
const MAX_PIECES = 100;
function take(): void {
  if (held.length < MAX_PIECES) held.push(Buffer.alloc(10 * 1024 * 1024, 1));
  setTimeout(take, 10);
}
if (what === 'memory') take();
// Let the watcher start, then hear nothing more.
else setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 200);
