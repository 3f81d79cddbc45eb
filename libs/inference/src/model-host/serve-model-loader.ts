import { serialize } from 'node:v8';
import type { NamedVectors, VectorsTaker } from '@reckit/artifacts';
import type { FlatLayout } from '../flat/flat-layout';
import { RejectedModel } from '../errors';
import { forestSessionOf } from '../forest/forest-session';
import {
  openParts,
  type LoadPhase,
  type ModelParts,
  type ModelSource,
  type VectorsSource,
} from '../loading/open-parts';
import { readModelSource } from '../loading/read-model-source';
import { onnxOf, type SignatureGraph } from '../loading/signature-graph';
import { loadRuntime, type Session } from '../scoring/session';
import { answerScores } from './answer-scores';
import { watchForTheEnd, type EndWatch } from './end-with-service';
import type { LookupSource } from '../search/lookup-source';
import type { FromLoader, LoadedSignature, LoadTask, LookupHeader, Placement, ToLoader } from './messages';
import { placeScoring } from './place-scoring';
import { vocabularyParts, withoutLargeVocabularies } from './vocabularies';

/** So that the service never stands still for what arrives at once. */
const PART_BYTES = 1024 * 1024;

/** A model as a loading process knows it: its name, and how it lies in a flat directory of the Python system, if it does. */
export interface LoadableModel {
  readonly name: string;
  readonly flat?: FlatLayout;
}

/**
 * The work of a process that loads a model for a service: reads, checks and warms it up, and hands over what the
 * service needs to score it. A package that crashes the runtime, or holds it for ever, does so here.
 *
 * @param models - those that the service may ask for
 */
export function serveModelLoader(models: readonly LoadableModel[]): void {
  if (!process.send) throw new Error('This program is run by a service, as a process of its own.');
  // Ended by the service when it has what it needs, and by itself when the service is gone.
  process.once('disconnect', () => process.exit());
  const watch = watchForTheEnd();
  process.once('message', (task: LoadTask) => {
    watch.keepTo(task);
    void load(task, models, watch);
  });
  readAhead();
}

/** Reads what most loads need, while the service gets ready to ask for one. What is wrong with it the load tells. */
function readAhead(): void {
  loadRuntime().catch(() => undefined);
  import('@reckit/onnx').catch(() => undefined);
}

async function load(task: LoadTask, models: readonly LoadableModel[], watch: EndWatch): Promise<void> {
  let source: ModelSource;
  let parts: ModelParts;
  try {
    await say({ kind: 'phase', phase: 'reading', version: task.request.version });
    const model = models.find(({ name }) => name === task.request.name);
    if (!model) throw new Error(`The program that loads models knows no ${task.request.name}.`);
    source = await readModelSource({ ...task.request, flat: model.flat }, task.isKept ? NOBODY : SERVICE);
    const { version } = source;
    const note = (phase: LoadPhase): void => void say({ kind: 'phase', phase, version });
    if (task.isKept && source.vectors?.lookup) throw noShadow(source);
    parts = await openParts(source, task.options, note);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    await say({ kind: 'failed', name, message });
    return;
  }
  const { name, version, statistics } = parts;
  const signatures: LoadedSignature[] = [];
  const staying = new Map<string, Session>();
  for (const [i, { session, ...description }] of parts.signatures.entries()) {
    const { onnx } = source.signatures[i];
    const placement = task.isKept ? 'process' : placeScoring({ session, ...description }, onnx);
    await sendPayload(payloadOf(placement, session, onnx));
    if (placement === 'process') staying.set(description.name, session);
    for (const part of vocabularyParts(i, description.spec)) await say(part);
    const spec = withoutLargeVocabularies(description.spec);
    signatures.push({ ...description, spec, input: session.input, outputs: session.outputs, placement });
  }
  if (source.vectors && !task.isKept) {
    const { items, rows } = source.vectors;
    if (rows) await sendRows(items, rows);
    await sendIds(source.vectors);
  }
  watch.loaded();
  if (staying.size > 0) scoreHere(staying);
  await say({ kind: 'loaded', model: { name, version, signatures, statistics } });
}

function noShadow({ name, version }: ModelSource): RejectedModel {
  return new RejectedModel(
    `${name} ${version} looks up vectors and answers ids, which no score can be compared with: leave it out of MODEL_SHADOW.`,
  );
}

/** What the serving process needs beyond the description of a signature. */
function payloadOf(placement: Placement, session: Session, onnx: SignatureGraph): Uint8Array {
  switch (placement) {
    case 'forest':
      return serialize(forestSessionOf(session)?.layout);
    case 'graph':
      return onnxOf(onnx);
    case 'process':
      return new Uint8Array();
  }
}

/** Scores what the service sends until it has closed every session. */
function scoreHere(sessions: ReadonlyMap<string, Session>): void {
  const scorers = new Map(
    [...sessions].map(([name, session]) => [name, answerScores(name, session, message => void say(message))]),
  );
  process.on('message', (message: ToLoader) => {
    if ('kind' in message) scorers.get(message.signature)?.take(message);
  });
  void Promise.all([...scorers.values()].map(({ closed }) => closed)).then(() => process.exit());
}

/** Vectors go to the service as they are read, which makes room and looks through them meanwhile. */
const SERVICE: VectorsTaker = {
  begin: header => say({ kind: 'vectors', header }),
  take: (first, rows) => say({ kind: 'rows', first, rows }),
};
/** A shadow is not searched. */
const NOBODY: VectorsTaker = { begin: () => undefined, take: () => undefined };

/** Sends vectors that were read as a whole. */
async function sendRows({ ids: _ids, ...header }: NamedVectors, rows: Float32Array): Promise<void> {
  await SERVICE.begin(header);
  const { dim, count } = header;
  const step = Math.max(1, Math.floor(PART_BYTES / (dim * rows.BYTES_PER_ELEMENT)));
  for (let first = 0; first < count; first += step) {
    await SERVICE.take(first, rows.subarray(first * dim, (first + step) * dim));
  }
}

async function sendIds({ items, queriesOf, lookup }: VectorsSource): Promise<void> {
  const neighbours = lookup?.neighbours ?? null;
  await say({ kind: 'ids', queriesOf, lookup: lookup ? headerOf(lookup) : null });
  const { offsets, bytes, slots } = items.ids;
  const parts = [offsets, bytes, slots, ...(neighbours ? [neighbours.starts, neighbours.targets] : [])];
  for (const { buffer, byteOffset, byteLength } of parts) {
    await sendPayload(new Uint8Array(buffer, byteOffset, byteLength));
  }
}

function headerOf({ neighbours, ...source }: LookupSource): LookupHeader {
  return { ...source, leavesOutNeighbours: neighbours !== null };
}

async function sendPayload(payload: Uint8Array): Promise<void> {
  await say({ kind: 'payload', byteLength: payload.byteLength });
  for (let start = 0; start < payload.byteLength; start += PART_BYTES) {
    await say({ kind: 'part', bytes: payload.subarray(start, start + PART_BYTES) });
  }
}

/** Settles when the message is on its way, so that no more than one waits in memory. */
function say(message: FromLoader): Promise<void> {
  return new Promise((resolve, reject) =>
    process.send?.(message, undefined, undefined, error => (error ? reject(error) : resolve())),
  );
}
