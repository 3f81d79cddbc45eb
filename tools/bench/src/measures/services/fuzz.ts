import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../../bench-context';
import { BenchError } from '../../errors';
import { FuzzedService, SERVICE_FORMS, type Held, type ServiceForm } from '../../fuzz/fuzzed-service';
import { writeFuzzedModels } from '../../fuzz/fuzzed-models';
import { FuzzClient, type Trial } from '../../fuzz/run-requests';
import type { MeasureReport, Target } from '../../report/measure-report';

const CLIENTS = 16;
/** After so large a share of the requests, caches and pools are as full as they get. */
const WARM_SHARE = 0.2;
/** How much more may be resident at the end than when it was warm. */
const MAX_GROWTH_MB = 25;
/** A shadow is there or not, as the last reload has left it. */
const SHADOW = { processes: 1, descriptors: 4 };
const MAX_FAULTS_SHOWN = 20;

interface FormResult {
  readonly form: ServiceForm;
  readonly trials: readonly Trial[];
  readonly warm: Held;
  readonly end: Held;
  readonly logged: readonly string[];
}

/** Random and damaged requests to every route and method of the unified service. */
export async function measureFuzz(context: BenchContext): Promise<MeasureReport> {
  const { effort, folder, fuzz, progress } = context;
  progress('fuzz: training small models');
  const modelDir = await writeFuzzedModels(folder);
  const count = fuzz.requests ?? effort.fuzzedRequests;
  if (fuzz.only) await replay(fuzz.only, count, modelDir, context);
  const results: FormResult[] = [];
  const each = Math.ceil(count / SERVICE_FORMS.length);
  for (const [i, form] of SERVICE_FORMS.entries()) {
    if (fuzz.only) break;
    results.push(await runForm(form, i * each, Math.min(count, (i + 1) * each), modelDir, context));
  }
  return reportOf(results, context, count);
}

/** The service that answers a request depends on its number alone. */
function formOf(number: number, count: number): ServiceForm {
  const each = Math.ceil(count / SERVICE_FORMS.length);
  return SERVICE_FORMS[Math.min(Math.floor(number / each), SERVICE_FORMS.length - 1)];
}

async function replay(
  numbers: readonly number[],
  count: number,
  modelDir: string,
  { folder, fuzz, progress }: BenchContext,
): Promise<void> {
  for (const number of numbers) {
    const form = formOf(number, count);
    const service = await FuzzedService.start(form, modelDir, folder);
    const client = new FuzzClient(fuzz.seed, form, service);
    try {
      const trial = await client.ask(number);
      progress(`request ${number} (${form.name}), ${trial.route}: ${trial.outcome}`);
      progress(trial.describe());
      progress(trial.fault === null ? 'no fault' : `FAULT: ${trial.fault}`);
      for (const line of service.loggedFaults()) progress(`logged: ${line}`);
    } finally {
      client.close();
      await service.server.stop();
    }
  }
}

async function runForm(
  form: ServiceForm,
  first: number,
  stop: number,
  modelDir: string,
  context: BenchContext,
): Promise<FormResult> {
  const { folder, effort, progress, fuzz } = context;
  progress(`fuzz: ${form.name}, requests ${first} to ${stop - 1}, seed ${fuzz.seed}`);
  const service = await FuzzedService.start(form, modelDir, folder);
  try {
    const warmAt = first + Math.floor((stop - first) * WARM_SHARE);
    const before = await runRange(form, first, warmAt, service, context);
    await sleep(effort.fuzzRestMs);
    assertThere(service);
    const warm = await service.held();
    const after = await runRange(form, warmAt, stop, service, context);
    await sleep(effort.fuzzRestMs);
    assertThere(service);
    return {
      form,
      trials: [...before, ...after],
      warm,
      end: await service.held(),
      logged: service.loggedFaults(),
    };
  } finally {
    await service.server.stop();
  }
}

/** Sends the requests of a range, a few at a time. */
async function runRange(
  form: ServiceForm,
  first: number,
  stop: number,
  service: FuzzedService,
  { fuzz, progress }: BenchContext,
): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  let next = first;
  const lane = async (): Promise<void> => {
    const client = new FuzzClient(fuzz.seed, form, service);
    while (next < stop && !service.server.hasEnded) {
      const trial = await client.ask(next++);
      trials.push({ ...trial, describe: () => '' });
      if (trial.fault === null) continue;
      progress(`FAULT of request ${trial.number}, ${trial.route}: ${trial.fault}\n${trial.describe()}`);
    }
    client.close();
  };
  await Promise.all(Array.from({ length: CLIENTS }, lane));
  return trials;
}

function assertThere({ server }: FuzzedService): void {
  if (server.hasEnded) throw new BenchError('the service ended; its last requests are the faults above.');
}

function reportOf(results: readonly FormResult[], { fuzz }: BenchContext, count: number): MeasureReport {
  const trials = results.flatMap(result => result.trials);
  const faults = trials.filter(({ fault }) => fault !== null);
  return {
    name: 'fuzz',
    title: `${trials.length.toLocaleString('en-US')} random and damaged requests, seed ${fuzz.seed}`,
    columns: [
      { key: 'route', title: 'route' },
      { key: 'count', title: 'requests' },
      { key: 'outcomes', title: 'answered' },
    ],
    rows: groupsOf(trials, ({ route }) => route).map(([route, ofRoute]) => ({
      route,
      count: ofRoute.length,
      outcomes: outcomesOf(ofRoute),
    })),
    targets: fuzz.only ? [] : [...targetsOf(results, faults)],
    notes: [
      ...faults
        .slice(0, MAX_FAULTS_SHOWN)
        .map(({ number, route, fault }) => `Request ${number}, ${route}: ${fault ?? ''}`),
      ...results.flatMap(({ form, logged }) =>
        logged.slice(0, MAX_FAULTS_SHOWN).map(line => `Logged by ${form.name}: ${line}`),
      ),
      `One request alone, on a fresh service: fuzz --seed ${fuzz.seed} --requests ${count} --only N`,
    ],
  };
}

function outcomesOf(trials: readonly Trial[]): string {
  return groupsOf(trials, ({ outcome }) => outcome)
    .map(([outcome, some]) => `${outcome} × ${some.length.toLocaleString('en-US')}`)
    .join(', ');
}

/** The trials by what they have in common, the largest group first. */
function groupsOf(
  trials: readonly Trial[],
  keyOf: (trial: Trial) => string,
): readonly (readonly [string, readonly Trial[]])[] {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    const group = groups.get(keyOf(trial));
    if (group) group.push(trial);
    else groups.set(keyOf(trial), [trial]);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

function* targetsOf(results: readonly FormResult[], faults: readonly Trial[]): Iterable<Target> {
  yield none('wrong answers, 5xx that are no documented 503 among them', faults.length);
  for (const { form, warm, end, logged } of results) {
    yield none(`${form.name}: faults in the log`, logged.length);
    yield {
      text: `${form.name}: memory at rest at most ${MAX_GROWTH_MB} MB above that after the first fifth`,
      measured: `${warm.megabytes.toFixed(0)} MB, then ${end.megabytes.toFixed(0)} MB`,
      met: end.megabytes <= warm.megabytes + MAX_GROWTH_MB,
    };
    yield {
      text: `${form.name}: open files and processes as after the first fifth, give or take a shadow`,
      measured: `${warm.descriptors} and ${warm.processes}, then ${end.descriptors} and ${end.processes}`,
      met:
        end.descriptors <= warm.descriptors + SHADOW.descriptors &&
        end.processes <= warm.processes + SHADOW.processes,
    };
  }
}

function none(text: string, count: number): Target {
  return { text: `no ${text}`, measured: String(count), met: count === 0 };
}
