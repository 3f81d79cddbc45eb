import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { encodeModel, GraphBuilder } from '@reckit/onnx';
import { loadNativeRuntime, type PlacedTensor } from '../src/engines/native/native-runtime';
import { openNodeSession } from './onnxruntime-node';

/**
 * Computes in this thread and in two more at once, through both ways to ONNX Runtime, the one that is named being the
 * first to load it. Prints what they computed and how many threads more graphs made, and ends with all graphs open.
 */
async function main(first: string): Promise<void> {
  const own = await compute(first);
  const before = threadCount();
  for (let i = 0; i < 3; i++) loadNativeRuntime().open(negation(), 2, { x: placed(), y: placed() });
  const more = threadCount() - before;
  const threads = [0, 1].map(() => once(new Worker(__filename, { workerData: first }), 'message'));
  const computed = [own, ...(await Promise.all(threads)).flat()];
  process.stdout.write(JSON.stringify({ computed, more }));
}

/** Of this process, where the system lists them. */
function threadCount(): number {
  return existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : 0;
}

async function compute(first: string): Promise<number[]> {
  const [x, y] = [placed(), placed()];
  const openOurs = () => loadNativeRuntime().open(negation(), 2, { x, y });
  const ours = first === 'native' ? openOurs() : null;
  const theirs = await openNodeSession(negation(), 2);
  const graph = ours ?? openOurs();
  const input = new Float32Array(x.bytes.buffer);
  let sum = 0;
  for (let i = 1; i <= 100; i++) {
    input[0] = i;
    graph.run();
    sum += new Float32Array(y.bytes.buffer)[0] ?? NaN;
  }
  const { y: other = [] } = await theirs.run({ x: { values: Float32Array.of(3), shape: [1] } });
  return [sum, ...other];
}

function negation(): Uint8Array {
  const graph = new GraphBuilder('negation');
  graph.node('Neg', [graph.input('x', 'float', [1])], { outputs: ['y'] });
  graph.output('y', 'float', [1]);
  return encodeModel(graph.build());
}

function placed(): PlacedTensor {
  return { type: 'float', shape: [1], bytes: new Uint8Array(new SharedArrayBuffer(4)) };
}

if (isMainThread) void main(process.argv[2] ?? '');
else void compute(workerData).then(computed => parentPort?.postMessage(computed));
