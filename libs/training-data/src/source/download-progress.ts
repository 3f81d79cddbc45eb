import { showBytes } from '@reckit/data';
import type { DataConsole, DataProgress } from './data-console';

/** Shows how far a download is: percent, bytes, and the time that is left at the pace so far. */
export class DownloadProgress {
  readonly #begin: number;
  #progress: DataProgress | null = null;
  #percent = 0;
  #first = 0;

  /** @param now - the time in milliseconds */
  constructor(
    private readonly console: DataConsole,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#begin = now();
  }

  /** @param done - bytes that are there @param total - bytes that will be */
  show(done: number, total: number): void {
    if (this.#progress === null) {
      this.#progress = this.console.progress(100, '%');
      this.#first = done;
    }
    const percent = Math.floor((done / total) * 100);
    const state = `${showBytes(done)} of ${showBytes(total)}${this.#timeLeft(done, total)}`;
    // Every percent is told, since of lines only some are printed.
    while (this.#percent < percent) this.#progress.step(++this.#percent, state);
    this.#progress.note(state);
  }

  end(): void {
    this.#progress?.end();
  }

  #timeLeft(done: number, total: number): string {
    const seconds = (this.now() - this.#begin) / 1000;
    const came = done - this.#first;
    if (done === total || seconds < LEAST_SECONDS || came <= 0) return '';
    return `, ${duration((seconds * (total - done)) / came)} left`;
  }
}

/** Before that the pace says little. */
const LEAST_SECONDS = 1;

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
