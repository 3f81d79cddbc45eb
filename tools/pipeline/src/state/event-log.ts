import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { TrainedModel } from '../config/models';
import type { Step, StepState } from '../steps/steps';

/** What happens in a run, for programs. */
export type PipelineEvent =
  | { readonly event: 'begun' | 'continued'; readonly models: readonly TrainedModel[] }
  | { readonly event: 'data'; readonly state: 'running' | 'done' | 'failed'; readonly reason?: string }
  | ({ readonly event: 'step'; readonly model: TrainedModel; readonly step: Step } & LoggedState)
  | { readonly event: 'removed'; readonly model: TrainedModel; readonly version: string }
  | { readonly event: 'warning'; readonly reason: string }
  | { readonly event: 'ended'; readonly exit_code: number };

interface LoggedState {
  readonly state: StepState['kind'];
  readonly seconds?: number;
  readonly reason?: string;
}

/** A log with one JSON object a line, in the order in which things happened. */
export class EventLog {
  #written: Promise<void>;

  /**
   * @param file - added to
   * @param run - its version
   */
  constructor(
    private readonly file: string,
    private readonly run: string,
  ) {
    this.#written = mkdir(path.dirname(file), { recursive: true }).then(() => undefined);
  }

  write(event: PipelineEvent): Promise<void> {
    const line = JSON.stringify({ time: new Date().toISOString(), run: this.run, ...event });
    this.#written = this.#written.then(() => appendFile(this.file, `${line}\n`));
    return this.#written;
  }
}

/** A step as the log has it. */
export function loggedState({ kind, ...rest }: StepState): LoggedState {
  return { state: kind, ...rest };
}
