import * as winston from 'winston';
import Transport from 'winston-transport';
import type { ServiceConfig } from './config';

export type Logger = winston.Logger;

/**
 * The log of a service on standard output: a JSON object a line, or text for eyes.
 *
 * @param worker - which of the processes of the service writes it; null where there is one
 */
export function createLogger(
  service: string,
  config: Pick<ServiceConfig, 'logLevel' | 'logFormat'>,
  worker: number | null = null,
): Logger {
  return winston.createLogger({
    level: config.logLevel,
    defaultMeta: worker === null ? { service } : { service, worker },
    format: winston.format.printf(config.logFormat === 'json' ? jsonLines : textLines),
    transports: [new StandardOutput(worker === null ? Infinity : ATOMIC_BYTES)],
  });
}

/** An entry that is handed to the log later than it was made, with others of its kind. */
export interface DelayedEntry {
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Carries entries of the same level and message: each becomes a line, and winston's work is done once for all. */
const DELAYED = Symbol('delayed entries');

/** Logs entries that were made before now. */
export function logDelayed(logger: Logger, message: string, entries: readonly DelayedEntry[]): void {
  logger.info(message, { [DELAYED]: entries });
}

type Info = winston.Logform.TransformableInfo & { readonly [DELAYED]?: readonly DelayedEntry[] };

/** One JSON object a line, the time first. What winston hands over is written as it is: a copy would cost more than the rest. */
function jsonLines(info: Info): string {
  const entries = info[DELAYED];
  if (!entries) return `{"timestamp":"${timeOf(Date.now())}",${JSON.stringify(info).slice(1)}`;
  const { level, message, ...meta } = info;
  const before = JSON.stringify(meta).slice(1, -1);
  const after = JSON.stringify({ level, message }).slice(1);
  return entries
    .map(({ at, fields }) => {
      const written = JSON.stringify(fields).slice(1, -1);
      return `{"timestamp":"${timeOf(at)}",${before},${written}${written === '' ? '' : ','}${after}`;
    })
    .join('\n');
}

function textLines(info: Info): string {
  const entries = info[DELAYED];
  if (!entries) return textLine(Date.now(), info);
  return entries.map(({ at, fields }) => textLine(at, { ...info, ...fields })).join('\n');
}

function textLine(at: number, info: winston.Logform.TransformableInfo): string {
  const { level, message, service, ...fields } = info;
  const details = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return [timeOf(at), level.padEnd(5), String(service), String(message), ...details].join(' ');
}

let lastTime = NaN;
let lastTimeText = '';

/** A time in ISO 8601; many entries have the same. */
function timeOf(at: number): string {
  if (at !== lastTime) {
    lastTime = at;
    lastTimeText = new Date(at).toISOString();
  }
  return lastTimeText;
}

/** Where winston keeps the formatted text of an entry. */
const MESSAGE = Symbol.for('message');
/** How long a line waits for others at most. */
const FLUSH_AFTER_MS = 5;

/** So much in one write to a pipe is not torn apart by what other processes write to it (POSIX's PIPE_BUF on Linux). */
const ATOMIC_BYTES = 4_096;

/** Gathers the lines of a few milliseconds into one write, since each write is a system call. */
class StandardOutput extends Transport {
  #lines: string[] = [];
  /** What is to be written, in this order, and whether the first piece is under way. */
  readonly #pieces: string[] = [];
  #isWriting = false;

  /** @param maxBytes - how much is written at once; a longer line is by itself */
  constructor(private readonly maxBytes: number) {
    super();
  }

  override log(info: Readonly<Record<symbol, unknown>>, next: () => void): void {
    if (this.#lines.length === 0) {
      followProcess();
      PENDING.add(this);
      setTimeout(() => this.flush(), FLUSH_AFTER_MS);
    }
    const text = String(info[MESSAGE]);
    if (info[DELAYED] === undefined) this.#lines.push(text);
    else this.#lines.push(...text.split('\n'));
    if (isExiting) this.flush();
    next();
  }

  flush(): void {
    const lines = this.#lines;
    this.#lines = [];
    PENDING.delete(this);
    if (this.maxBytes === Infinity) {
      if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
      return;
    }
    this.#pieces.push(...linesInPieces(lines, this.maxBytes));
    if (isExiting) for (const piece of this.#pieces.splice(0)) process.stdout.write(piece);
    else this.#writeOn();
  }

  /** One piece after the other: what waits in a stream is written in one. */
  #writeOn(): void {
    const piece = this.#isWriting ? undefined : this.#pieces.shift();
    if (this.#pieces.length > 0) PENDING.add(this);
    if (piece === undefined) return;
    this.#isWriting = true;
    process.stdout.write(piece, () => {
      this.#isWriting = false;
      this.#writeOn();
    });
  }
}

/** Whole lines, as many in each piece as it may have bytes, and at least one. */
export function linesInPieces(lines: readonly string[], maxBytes: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const line of lines) {
    const lineBytes = Buffer.byteLength(line) + 1;
    if (piece !== '' && bytes + lineBytes > maxBytes) {
      pieces.push(piece);
      piece = '';
      bytes = 0;
    }
    piece += `${line}\n`;
    bytes += lineBytes;
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

/** Outputs with lines that are not written yet. */
const PENDING = new Set<StandardOutput>();

/** No timer fires any more. */
let isExiting = false;

let isFollowing = false;

/** At the first line, not at import: who never logs, a test for one, adds no listener to the process. */
function followProcess(): void {
  if (isFollowing) return;
  isFollowing = true;
  process.on('exit', () => {
    isExiting = true;
    PENDING.forEach(output => output.flush());
  });
  // A reader that has gone away must not end the service.
  process.stdout.on('error', () => undefined);
}
