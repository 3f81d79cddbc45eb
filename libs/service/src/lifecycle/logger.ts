import * as winston from 'winston';
import Transport from 'winston-transport';
import type { ServiceConfig } from './config';

export type Logger = winston.Logger;

/** The log of a service on standard output: a JSON object a line, or text for eyes. */
export function createLogger(service: string, config: Pick<ServiceConfig, 'logLevel' | 'logFormat'>): Logger {
  return winston.createLogger({
    level: config.logLevel,
    defaultMeta: { service },
    format: winston.format.printf(config.logFormat === 'json' ? jsonLine : textLine),
    transports: [new StandardOutput()],
  });
}

/** One JSON object, the time first. What winston hands over is written as it is: a copy would cost more than the rest. */
function jsonLine(info: winston.Logform.TransformableInfo): string {
  return `{"timestamp":"${timeOf(info)}",${JSON.stringify(info).slice(1)}`;
}

function textLine(info: winston.Logform.TransformableInfo): string {
  const { level, message, service, ...fields } = info;
  const details = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return [timeOf(info), level.padEnd(5), String(service), String(message), ...details].join(' ');
}

/** Carries the time of an entry that is handed to the log later, as milliseconds since 1970. */
export const LOGGED_AT = Symbol('logged at');

function timeOf(info: Readonly<Record<symbol, unknown>>): string {
  const loggedAt = info[LOGGED_AT];
  return new Date(typeof loggedAt === 'number' ? loggedAt : Date.now()).toISOString();
}

/** Where winston keeps the formatted text of an entry. */
const MESSAGE = Symbol.for('message');
/** How long a line waits for others at most. */
const FLUSH_AFTER_MS = 5;

/** Gathers the lines of a few milliseconds into one write, since each write is a system call. */
class StandardOutput extends Transport {
  #lines: string[] = [];

  override log(info: Readonly<Record<symbol, unknown>>, next: () => void): void {
    if (this.#lines.length === 0) {
      followProcess();
      PENDING.add(this);
      setTimeout(() => this.flush(), FLUSH_AFTER_MS);
    }
    this.#lines.push(String(info[MESSAGE]));
    if (isExiting) this.flush();
    next();
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    PENDING.delete(this);
    process.stdout.write(text);
  }
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
