import { Writable } from 'node:stream';
import * as winston from 'winston';
import type { ServiceConfig } from './config';

export type Logger = winston.Logger;

/** The log of a service on standard output: a JSON object a line, or text for eyes. */
export function createLogger(service: string, config: Pick<ServiceConfig, 'logLevel' | 'logFormat'>): Logger {
  return winston.createLogger({
    level: config.logLevel,
    defaultMeta: { service },
    format: winston.format.printf(config.logFormat === 'json' ? jsonLine : textLine),
    transports: [new winston.transports.Stream({ stream: standardOutput(), eol: '\n' })],
  });
}

/** One JSON object, the time first. What winston hands over is written as it is: a copy would cost more than the rest. */
function jsonLine(info: winston.Logform.TransformableInfo): string {
  return `{"timestamp":"${new Date().toISOString()}",${JSON.stringify(info).slice(1)}`;
}

function textLine({ level, message, service, ...fields }: winston.Logform.TransformableInfo): string {
  const details = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return [new Date().toISOString(), level.padEnd(5), String(service), String(message), ...details].join(' ');
}

let lines: LineBuffer | null = null;

/** The one buffer before standard output, however many loggers there are. */
function standardOutput(): LineBuffer {
  lines ??= new LineBuffer(process.stdout);
  return lines;
}

/** How long a line waits for others at most. */
const FLUSH_AFTER_MS = 5;

/** Gathers the lines of a few milliseconds into one write, since each write is a system call. */
class LineBuffer extends Writable {
  #lines: string[] = [];

  constructor(private readonly target: NodeJS.WritableStream) {
    super({ decodeStrings: false });
    process.on('exit', () => this.#flush());
    // A reader that has gone away must not end the service.
    target.on('error', () => undefined);
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    if (this.#lines.length === 0) setTimeout(() => this.#flush(), FLUSH_AFTER_MS);
    this.#lines.push(chunk);
    done();
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.target.write(text);
  }
}
