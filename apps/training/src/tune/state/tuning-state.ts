import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '@reckit/artifacts';
import { quoted } from '@reckit/messages';
import * as z from 'zod';
import type { Outcome } from '../schedule/next-trials';
import type { Rung } from '../schedule/rungs';
import type { Parameters } from '../space/parameter';

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('measured'), value: z.number(), seconds: z.number() }),
  z.object({ kind: z.literal('failed'), reason: z.string(), seconds: z.number() }),
  z.object({ kind: z.literal('skipped') }),
]);

const stateSchema = z.object({
  format: z.literal(1),
  identity: z.record(z.string(), z.union([z.string(), z.number()])),
  version: z.string().min(1),
  created_at: z.string(),
  seconds: z.number(),
  trial_bytes: z.number(),
  metric: z.string().nullable(),
  rungs: z.array(z.object({ budget: z.number(), trials: z.number() })).min(1),
  trials: z
    .array(
      z.object({
        parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
        outcomes: z.array(outcome.nullable()),
      }),
    )
    .min(1),
});

/** What tells a tuning from others, by names that a user knows. */
export type Identity = Readonly<Record<string, string | number>>;

/** A trial, and how it fared on each rung so far. */
export interface TrialState {
  readonly parameters: Parameters;
  readonly outcomes: readonly (Outcome | undefined)[];
}

/** A tuning as its folder keeps it, so that the next call can go on. */
export interface TuningState {
  readonly identity: Identity;
  /** The name of the version that it writes. */
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** That it has taken so far, over all calls. */
  readonly seconds: number;
  /** The memory that a trial is told to keep to: what is shuffled together may follow from it. */
  readonly trialBytes: number;
  /** Null until a trial has been measured. */
  readonly metric: string | null;
  readonly rungs: readonly Rung[];
  readonly trials: readonly TrialState[];
}

/** Where the state of a tuning lies in its folder. */
function stateFile(folder: string): string {
  return path.join(folder, 'state.json');
}

/** The unfinished tuning of a folder; null if there is none, or its file is none of ours. */
export async function readTuningState(folder: string): Promise<TuningState | null> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(stateFile(folder), 'utf8'));
  } catch {
    return null;
  }
  const { data } = stateSchema.safeParse(json);
  if (!data) return null;
  const { identity, version, seconds, metric, rungs, trials } = data;
  return {
    ...{ identity, version, seconds, metric, rungs },
    createdAt: data.created_at,
    trialBytes: data.trial_bytes,
    trials: trials.map(({ parameters, outcomes }) => ({
      parameters: new Map(Object.entries(parameters)),
      outcomes: outcomes.map(each => each ?? undefined),
    })),
  };
}

/** Keeps a tuning in one step: who reads it finds the state before or this one. */
export async function writeTuningState(
  folder: string,
  { createdAt, trialBytes, trials, ...state }: TuningState,
): Promise<void> {
  const json: z.infer<typeof stateSchema> = {
    format: 1,
    ...state,
    created_at: createdAt,
    trial_bytes: trialBytes,
    rungs: [...state.rungs],
    trials: trials.map(({ parameters, outcomes }) => ({
      parameters: Object.fromEntries(parameters),
      // An empty place would be none in JSON.
      outcomes: Array.from(outcomes, each => each ?? null),
    })),
  };
  await replaceFile(stateFile(folder), `${JSON.stringify(json, null, 2)}\n`);
}

/** What differs between two tunings, for a message; null if nothing does. */
export function differenceBetween(there: Identity, here: Identity): string | null {
  const names = [...new Set([...Object.keys(there), ...Object.keys(here)])];
  const differing = names.filter(name => there[name] !== here[name]);
  const shown = (value: string | number | undefined): string =>
    value === undefined ? 'not given' : quoted(String(value));
  return differing.length === 0
    ? null
    : differing
        .map(name => `${name} is ${shown(there[name])} there and ${shown(here[name])} here`)
        .join('; ');
}
