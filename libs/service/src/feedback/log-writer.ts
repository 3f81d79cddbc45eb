import { oneLine } from '@reckit/messages';
import type { Logger } from '../lifecycle/logger';
import type { FeedbackMetrics } from '../operations/feedback-metrics';
import type { LogFile } from './log-file';
import type { FolderLimits, LogFolder } from './log-folder';

const FLUSH_BYTES = 256 * 1024;
const FLUSH_MS = 1_000;
/** After a failure the disk is left alone for so long. */
const RETRY_MS = 10_000;

/** The clock, and how long is waited; tests have their own. */
export interface WriterTimes {
  readonly flushMs: number;
  readonly retryMs: number;
}

/**
 * Writes lines to the files of a folder, one after the other. What cannot be written is dropped and counted: the log says
 * so once, and again when it has passed.
 */
export class LogWriter {
  #texts: string[] = [];
  #characters = 0;
  #rows = 0;
  #file: LogFile | null = null;
  #flushTimer: NodeJS.Timeout | null = null;
  #ageTimer: NodeJS.Timeout | null = null;
  /** Settles when what was begun is done: one thing at a time. */
  #turn: Promise<void> = Promise.resolve();
  #isFailing = false;
  #retryAtMs = 0;

  constructor(
    private readonly folder: Pick<LogFolder, 'path' | 'create' | 'prepare'>,
    private readonly limits: Pick<FolderLimits, 'fileBytes' | 'fileMs'>,
    private readonly logger: Pick<Logger, 'warn' | 'info'>,
    private readonly metrics: FeedbackMetrics,
    private readonly times: WriterTimes = { flushMs: FLUSH_MS, retryMs: RETRY_MS },
  ) {}

  /** Looks whether the folder can be written to, so that the log says at once if it cannot. */
  prepare(): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.folder.prepare();
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /**
   * Takes lines.
   *
   * @param text - lines, each with its end
   * @returns settles when there is room for more
   */
  write(text: string, rows: number): Promise<void> {
    this.#texts.push(text);
    this.#characters += text.length;
    this.#rows += rows;
    if (this.#characters >= FLUSH_BYTES) return this.flush();
    this.#flushTimer ??= setTimeout(() => void this.flush(), this.times.flushMs).unref();
    return Promise.resolve();
  }

  /** Writes what was taken. */
  flush(): Promise<void> {
    if (this.#flushTimer) clearTimeout(this.#flushTimer);
    this.#flushTimer = null;
    return this.#inTurn(() => this.#flush());
  }

  /** Writes what was taken, and finishes the file. */
  async close(): Promise<void> {
    await this.flush();
    await this.#inTurn(() => this.#finishFile());
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work);
    return this.#turn;
  }

  async #flush(): Promise<void> {
    const rows = this.#rows;
    if (rows === 0) return;
    const lines = Buffer.from(this.#texts.join(''));
    this.#texts = [];
    this.#characters = 0;
    this.#rows = 0;
    let isFull = false;
    if (this.#isFailing && performance.now() < this.#retryAtMs) {
      this.metrics.countDropped('disk', rows);
      return;
    }
    try {
      this.#file ??= await this.#createFile();
      await this.#file.append(lines);
      isFull = this.#file.bytes >= this.limits.fileBytes;
      this.metrics.countRows(rows);
      if (this.#isFailing) this.logger.info('predictions are logged again', { folder: this.folder.path });
      this.#isFailing = false;
    } catch (error) {
      this.metrics.countDropped('disk', rows);
      const file = this.#takeFile();
      await file?.abandon();
      this.#fail(error);
      return;
    }
    if (isFull) await this.#finishFile();
  }

  async #createFile(): Promise<LogFile> {
    const file = await this.folder.create();
    this.#ageTimer = setTimeout(
      () => void this.#inTurn(() => this.#finishFile()),
      this.limits.fileMs,
    ).unref();
    return file;
  }

  async #finishFile(): Promise<void> {
    const file = this.#takeFile();
    try {
      await file?.finish();
    } catch (error) {
      this.#fail(error);
    }
  }

  #takeFile(): LogFile | null {
    const file = this.#file;
    this.#file = null;
    if (this.#ageTimer) clearTimeout(this.#ageTimer);
    this.#ageTimer = null;
    return file;
  }

  #fail(error: unknown): void {
    this.#retryAtMs = performance.now() + this.times.retryMs;
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.logger.warn('predictions cannot be logged, the service goes on', {
      folder: this.folder.path,
      error: oneLine(error instanceof Error ? error.message : String(error)),
      hint: 'make room in PREDICTION_LOG, or let the service write there; it tries again by itself',
    });
  }
}
