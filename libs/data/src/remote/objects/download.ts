import { setMaxListeners } from 'node:events';
import type { PartialFile, Part } from './cache/partial-file';
import { retrying, type RetryPolicy, type Verdict } from './retry';

/** Reads bytes from the one position up to, and without, the other. */
export type ReadRange = (from: number, to: number, signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** How a download goes. */
export interface DownloadOptions {
  readonly policy: RetryPolicy;
  readonly verdictOf: (error: unknown) => Verdict;
  /** Runs it when fewer than so many parts are being read, of all objects together. */
  readonly limit: Limit;
  readonly signal: AbortSignal;
  /** Is told how much was written since it was told last. */
  onBytes(count: number): void;
}

/** Runs a task when there is room for it. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/** Lets so many tasks run at once. */
export function limitOf(count: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async task => {
    if (running >= count) await new Promise<void>(resolve => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      // Whoever is next takes the place.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

/**
 * Fills a partial file, several parts at once. A part whose connection breaks goes on where it broke. Ends when nothing
 * writes to the file any more, also if it fails.
 *
 * @throws the first error that is not worth another try
 */
export async function download(
  partial: PartialFile,
  read: ReadRange,
  { policy, verdictOf, limit, signal, onBytes }: DownloadOptions,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  // As many listen as parts are read at once.
  setMaxListeners(0, stop);
  const fill = async (part: Part): Promise<void> => {
    let position = part.from;
    await retrying(
      policy,
      verdictOf,
      progressed =>
        untilStopped(stop, async attempt => {
          for await (const block of read(position, part.to, attempt)) {
            await partial.write(block, position);
            position += block.length;
            onBytes(block.length);
            progressed();
          }
        }),
      stop,
    );
    await partial.complete(part);
  };
  const parts = partial.missing().map(part =>
    limit(async () => {
      if (!stop.aborted) await fill(part);
    }).catch((error: unknown) => {
      failed.abort(error);
    }),
  );
  await Promise.all(parts);
  stop.throwIfAborted();
}

/** Runs an attempt with a signal of its own: what the SDK leaves on a signal goes with the attempt. */
async function untilStopped(stop: AbortSignal, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const attempt = new AbortController();
  const abort = () => attempt.abort(stop.reason);
  if (stop.aborted) abort();
  stop.addEventListener('abort', abort, { once: true });
  try {
    await run(attempt.signal);
  } finally {
    stop.removeEventListener('abort', abort);
  }
}
