import { totalmem } from 'node:os';
import { deserialize } from 'node:v8';
import { prepareVocabularies } from '@reckit/features';
import { LoadStopped } from '../errors';
import { scorerOf, type ForestScorer } from '../forest/forest-scorer';
import { openForestSession } from '../forest/forest-session';
import type { ModelRequest } from '../loading/read-model-source';
import { rowsOfDefaults } from '../loading/warm-up';
import { Model } from '../model';
import { openLookup } from '../search/open-lookup';
import type { ScoringThread } from '../scoring-thread/scoring-thread';
import type { RunsBeside } from '../scoring/runs-beside';
import { openSession, type Session, type SessionOptions } from '../scoring/session';
import type { SignatureParts } from '../loading/open-parts';
import { LoadProcess, type Handover } from './load-process';
import type { LoadedSignature } from './messages';
import type { ModelPrograms } from './model-programs';
import { RemoteSession } from './remote-session';

export interface LoadOptions extends SessionOptions {
  /** How long loading may take, whatever holds it up. */
  readonly timeoutMs: number;
  /** How long a model outside the serving thread may take for one run. */
  readonly runTimeoutMs: number;
  /**
   * What goes first: nothing; or the requests that are answered meanwhile; or these always, to which this model then
   * gives no answers: it is scored in the process that loads it, with what they leave.
   * @default 'nothing'
   */
  readonly givesWay?: 'nothing' | 'while loading' | 'always';
  /** Whether there is a core for a thread that scores large requests, beside that of the one that answers. @default false */
  readonly hasCoreToSpare?: boolean;
  /** Gives the load up; the reason becomes a part of the message. */
  readonly signal: AbortSignal;
  /** Called when a model can no longer be scored, with the reason. */
  readonly onLost: (reason: string) => void;
}

/**
 * Steps below the service in the system's priorities. While loading, under full load, they leave the process a third of
 * what a thread there gets; the last step leaves it what nobody else wants.
 */
const STEPS_BELOW = { nothing: 0, 'while loading': 5, always: 19 } as const;
/** How much of the memory that this process may use is left alone. */
const MEMORY_SHARE = 0.95;
/** From which share of a slice on a run is left to the thread: a quarter of a millisecond, of which messages take a tenth. */
const SHARE_WORTH_A_THREAD = 1 / 16;
/** The process itself sees to its end after this time more, for the case that this one cannot. */
const EXTRA_MS = 5_000;

/**
 * Loads a model in a process of its own, so that requests are answered meanwhile and a package that crashes, loops or
 * hangs ends that process alone. What was verified there is what serves here: it is handed over, not read again. See
 * `placeScoring` for where it is scored. Loads of several models are done one after the other.
 *
 * @throws MissingModel, CorruptPackage, RejectedModel; LoadStopped if it takes too long or is given up
 */
export function openModelApart(
  programs: ModelPrograms,
  request: ModelRequest,
  options: LoadOptions,
): Promise<Model> {
  return programs.loader.inTurn(() => {
    if (options.signal.aborted) throw new LoadStopped(`${request.name} ${String(options.signal.reason)}.`);
    return openNow(programs, request, options);
  });
}

async function openNow(
  programs: ModelPrograms,
  { modelDir, name, rowKeys, version, excludeNeighbors }: ModelRequest,
  options: LoadOptions,
): Promise<Model> {
  const { threads, timeoutMs, givesWay = 'nothing' } = options;
  const limit = new AbortController();
  const stop = (): void => limit.abort(options.signal.reason);
  const timer = setTimeout(
    () => limit.abort(`took more than ${timeoutMs} ms to load (MODEL_LOAD_TIMEOUT_MS) and was given up`),
    timeoutMs,
  );
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    const child = programs.loader.start();
    const task = {
      request: { modelDir, name, rowKeys, version, excludeNeighbors },
      options: { threads },
      isKept: givesWay === 'always',
      servicePid: process.pid,
      maxBytes: memoryLeft(programs.loader.bytesBeside(child)),
      maxMs: timeoutMs + EXTRA_MS,
    };
    const loader = new LoadProcess(child, task, STEPS_BELOW[givesWay]);
    const handover = await loader.handover(limit.signal);
    const model = await modelOf(programs.thread, loader, handover, options);
    try {
      // So that no request pays for the allocations of a first run here.
      for (const signature of model.signatures) {
        await signature.score(rowsOfDefaults(signature.encoder, 1), timeoutMs);
      }
      return model;
    } catch (error) {
      await model.close();
      throw error;
    }
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', stop);
  }
}

/**
 * What a loading process may take, so that all stay within the memory that the system gives them.
 *
 * @param takenBytes - what other processes of this service hold
 */
function memoryLeft(takenBytes: number): number {
  const total = totalmem();
  // A limit of a container; without one, some systems say 0 and others more than there is.
  const limit = process.constrainedMemory();
  const available = limit > 0 && limit < total ? limit : total;
  return available * MEMORY_SHARE - process.memoryUsage.rss() - takenBytes;
}

/** Opens here what is scored here; the process is kept only for what is scored there. */
async function modelOf(
  thread: ScoringThread,
  loader: LoadProcess,
  { model: { name, version, signatures, statistics }, payloads, search }: Handover,
  options: LoadOptions,
): Promise<Model> {
  const isNeeded = signatures.some(({ placement }) => placement === 'process');
  if (!isNeeded) loader.kill();
  const opened: SignatureParts[] = [];
  try {
    for (const [i, signature] of signatures.entries()) {
      const session = await sessionOf(loader, signature, payloads[i], options);
      const beside = besideOf(thread, signature, payloads[i], options);
      opened.push({ ...signature, session, ...(beside && { beside }) });
    }
    for (const { spec } of opened) await prepareVocabularies(spec);
    const lookup = search?.lookup && (await openLookup(search.lookup, { name, version }));
    const found = lookup ? { lookup } : search && { search };
    return new Model({ name, version, signatures: opened, statistics, ...found });
  } catch (error) {
    await Promise.all(opened.map(({ session }) => session.close()));
    loader.kill();
    throw error;
  }
}

async function sessionOf(
  loader: LoadProcess,
  signature: LoadedSignature,
  payload: Uint8Array<ArrayBuffer>,
  { threads, runTimeoutMs, onLost }: LoadOptions,
): Promise<Session> {
  const { placement, input, outputs } = signature;
  switch (placement) {
    case 'process':
      return new RemoteSession(loader, signature, runTimeoutMs, onLost);
    case 'forest': {
      const layout: ForestScorer['layout'] = deserialize(payload);
      return openForestSession(scorerOf(layout), input, outputs);
    }
    case 'graph':
      return openSession(payload, { threads });
  }
}

/** Where the large runs of a network are computed, if there is a core for it; the kernel for forests is too quick for that. */
function besideOf(
  thread: ScoringThread,
  { placement, sliceRows }: LoadedSignature,
  onnx: Uint8Array,
  { threads, hasCoreToSpare = false }: LoadOptions,
): RunsBeside | null {
  if (placement !== 'graph' || !hasCoreToSpare) return null;
  return thread.runsOf(onnx, { threads }, Math.ceil(sliceRows * SHARE_WORTH_A_THREAD));
}
