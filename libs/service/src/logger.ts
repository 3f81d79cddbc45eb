import { Writable } from 'node:stream';
import * as winston from 'winston';
import type { ServiceConfig } from './config';

export type Logger = winston.Logger;

/** The log of a service on standard output: a JSON object a line, or text for eyes. */
export function createLogger(service: string, config: Pick<ServiceConfig, 'logLevel' | 'logFormat'>): Logger {
  const { combine, timestamp, json, printf } = winston.format;
  return winston.createLogger({
    level: config.logLevel,
    defaultMeta: { service },
    format: combine(timestamp(), config.logFormat === 'json' ? json() : printf(textLine)),
    transports: [new winston.transports.Stream({ stream: new LineBuffer(process.stdout), eol: '\n' })],
  });
}

function textLine({
  timestamp,
  level,
  message,
  service,
  ...fields
}: winston.Logform.TransformableInfo): string {
  const details = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return [String(timestamp), level.padEnd(5), String(service), String(message), ...details].join(' ');
}

/** Gathers the lines of one turn of the event loop into one write, since each write is a system call. */
class LineBuffer extends Writable {
  #lines: string[] = [];

  constructor(private readonly target: NodeJS.WritableStream) {
    super({ decodeStrings: false });
    process.on('exit', () => this.#flush());
    // A reader that has gone away must not end the service.
    target.on('error', () => undefined);
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    if (this.#lines.length === 0) setImmediate(() => this.#flush());
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
