import { existsSync } from 'node:fs';
import path from 'node:path';
import { MANIFEST_FILE } from '@reckit/artifacts';
import { trainedWith, type TrainedModel } from '../config/models';
import type { PipelineConfig } from '../config/pipeline-file';
import { splitMachine } from '../machine/split-machine';
import type { PipelineFlags } from '../pipeline-flags';
import { LiveSummary } from '../show/live-summary';
import { EventLog, loggedState } from '../state/event-log';
import type { PlannedRun } from '../state/plan-run';
import { logFolder, runFolder, writeRunState, type RunState } from '../state/run-state';
import { runShell, runStep, type StepResult } from '../steps/run-step';
import { EXIT_CODES, exitCodeOf, type ModelState, type Step, type StepState } from '../steps/steps';
import { afterRun, type Aftermath } from './after-run';
import { reasonOf, runModels } from './run-models';

/** What `--json` prints. */
export interface PipelineResult {
  readonly version: string;
  readonly models: Readonly<Record<string, ModelState>>;
  readonly removed: Aftermath['removed'];
  readonly exit_code: number;
}

/** How steps are run. */
export interface StepRunner {
  commandOfStep(model: TrainedModel, step: Step): readonly string[];
  readonly preload: string;
  /** Ends the run; its reason is the exit code. */
  readonly signal: AbortSignal;
}

const CHECKPOINT = '.checkpoint';
const ALREADY_DONE: StepResult = { exitCode: 0, seconds: 0, lastLine: '' };

/** One run, from its data to what comes after all models. Whatever ends it, what it has kept tells how to go on. */
export class PipelineRun {
  readonly #log: EventLog;
  readonly #summary: LiveSummary;
  readonly #folder: string;
  #run: RunState;
  #kept: Promise<void> = Promise.resolve();

  constructor(
    private readonly config: PipelineConfig,
    private readonly planned: PlannedRun,
    private readonly runner: StepRunner,
    { json, log }: Pick<PipelineFlags, 'json' | 'log'>,
  ) {
    this.#run = planned.run;
    this.#folder = runFolder(config);
    this.#log = new EventLog(log ?? path.join(this.#folder, 'log.jsonl'), planned.run.version);
    this.#summary = new LiveSummary(json ? process.stderr : process.stdout);
  }

  async toEnd(): Promise<PipelineResult> {
    const { isContinued, run } = this.planned;
    const models = [...run.models.keys()];
    await this.#keep(run);
    await this.#log.write({ event: isContinued ? 'continued' : 'begun', models });
    this.#summary.say(
      isContinued
        ? `Goes on with version ${run.version}; --fresh begins a new one.`
        : `Trains version ${run.version} of ${models.join(', ')}.`,
    );
    const isBrought = await this.#bringData();
    if (isBrought) await this.#runModels();
    const { removed, warnings } = isBrought && !this.runner.signal.aborted ? await this.#after() : NOTHING;
    const result = {
      version: run.version,
      models: Object.fromEntries(this.#run.models),
      removed,
      exit_code: this.#exitCode(isBrought, warnings.length > 0),
    };
    await this.#log.write({ event: 'ended', exit_code: result.exit_code });
    return result;
  }

  /** Whether the data are there. */
  async #bringData(): Promise<boolean> {
    const { data } = this.config;
    if (data === null || this.#run.dataBrought) return true;
    this.#summary.say('Brings the data.');
    await this.#log.write({ event: 'data', state: 'running' });
    const { signal } = this.runner;
    const { version } = this.#run;
    const options = { logFile: this.#logFile('data'), signal };
    const result = await runShell(data, options, { PIPELINE_VERSION: version });
    if (result.exitCode === 0) {
      await this.#keep({ ...this.#run, dataBrought: true });
      await this.#log.write({ event: 'data', state: 'done' });
      return true;
    }
    if (!signal.aborted) {
      const reason = reasonOf(result);
      await this.#log.write({ event: 'data', state: 'failed', reason });
      this.#complain(`data: ${reason}`);
    }
    return false;
  }

  async #runModels(): Promise<void> {
    const { models } = this.#run;
    await runModels(models, {
      parallel: splitMachine(models.size, this.config).jobs,
      signal: this.runner.signal,
      run: (model, step) => this.#runStep(model, step),
      changed: (states, model, step) => this.#changed(states, model, step),
    });
    this.#summary.end(this.#run.models);
  }

  async #changed(
    states: ReadonlyMap<TrainedModel, ModelState>,
    model: TrainedModel,
    step: Step,
  ): Promise<void> {
    const state: StepState | undefined = states.get(model)?.[step];
    if (state === undefined) return;
    this.#summary.show(states, model, step, state);
    await this.#keep({ ...this.#run, models: states });
    await this.#log.write({ event: 'step', model, step, ...loggedState(state) });
  }

  async #runStep(model: TrainedModel, step: Step): Promise<StepResult> {
    const { commandOfStep, preload, signal } = this.runner;
    const options = { logFile: this.#logFile(`${model}-${step}`), signal, preload };
    const command = commandOfStep(model, step);
    if (step !== 'train' || !this.planned.isContinued) return runStep(command, options);

    const folder = path.join(this.config.modelDir, trainedWith(model).folder);
    // The run before may have been killed after its training had written a package, or while it did.
    const isTrained = (): boolean => existsSync(path.join(folder, this.#run.version, MANIFEST_FILE));
    if (isTrained()) return ALREADY_DONE;
    const hasCheckpoint = this.planned.brokenOff.has(model) && existsSync(path.join(folder, CHECKPOINT));
    if (trainedWith(model).keepsCheckpoints && hasCheckpoint) {
      const resumed = await runStep([...command, '--resume'], options);
      if (resumed.exitCode === 0 || signal.aborted) return resumed;
      // Whatever is wrong with the checkpoint, perhaps that the data have changed, a training needs none.
    }
    const result = await runStep(command, options);
    return isTrained() ? { ...result, exitCode: 0 } : result;
  }

  async #after(): Promise<Aftermath> {
    const aftermath = await afterRun(this.config, this.#run.version);
    for (const { model, version } of aftermath.removed) {
      await this.#log.write({ event: 'removed', model, version });
      this.#summary.say(`Removed ${model} ${version}.`);
    }
    for (const reason of aftermath.warnings) {
      await this.#log.write({ event: 'warning', reason });
      this.#complain(reason);
    }
    return aftermath;
  }

  #exitCode(isBrought: boolean, hasWarnings: boolean): number {
    const { signal } = this.runner;
    if (signal.aborted) return Number(signal.reason);
    if (!isBrought) return EXIT_CODES.data;
    const code = exitCodeOf(this.#run.models.values());
    return code === 0 && hasWarnings ? EXIT_CODES.afterwards : code;
  }

  /** One after the other, so that no older state is written over a newer one. */
  #keep(run: RunState): Promise<void> {
    this.#run = run;
    this.#kept = this.#kept.then(() => writeRunState(this.#folder, run));
    return this.#kept;
  }

  #complain(text: string): void {
    process.stderr.write(`pipeline: ${text}\n`);
  }

  #logFile(name: string): string {
    return path.join(logFolder(this.#folder, this.#run.version), `${name}.log`);
  }
}

const NOTHING: Aftermath = { removed: [], warnings: [] };
