import { setTimeout as sleep } from 'node:timers/promises';
import type { Effort } from '../effort';
import { inTurns } from '../in-turns';
import { processMetric } from '../processes/process-metrics';
import type { ServerProcess } from '../processes/server-process';
import { spreadOf, type Spread } from '../statistics';
import { closedLoop } from './closed-loop';
import { measureRound, type Round } from './measured-round';

/**
 * Services that differ in one setting alone, or one service and requests that differ in what it does for them. There are
 * two sides without it, for what these differ by is the noise of the machine, and what the setting costs cannot be known
 * better.
 */
export interface Switched<Side> {
  readonly without: Side;
  readonly with: Side;
  readonly again: Side;
}

/** What a figure is over the mean of both sides without the setting; and of one of these over the other. */
export interface SwitchedRatios {
  readonly cost: Spread;
  readonly noise: Spread;
}

/** A service, and what its connections ask. */
export interface SwitchedSide {
  readonly server: ServerProcess;
  readonly requests: readonly (Buffer | readonly Buffer[])[];
}

/** What was measured, and what a metric of the sides with the setting had counted when they were stopped, all together. */
export interface SwitchedRounds {
  readonly rounds: Switched<readonly Round[]>;
  readonly counted: number;
}

export const CONNECTIONS = 16;
/** Short rounds, and many, for the machine changes its pace from second to second. */
const ROUNDS_A_SIDE = 9;
const ROUND_SHARE = 1 / 5;
/** For what is left to do when the last answer of a round has gone. */
const SETTLE_MS = 100;

/** The part of the time in which one side is asked. */
export function shareOfTime({ roundMs }: Effort): number {
  const askedMs = ROUND_SHARE * roundMs;
  return askedMs / (3 * (askedMs + SETTLE_MS));
}

/**
 * Loads three sides in turns, each after it was warmed up, with 16 connections without pauses.
 *
 * @param start - starts the services of all sides
 * @param starts - how often they are started anew: two processes of one program differ by some percent for as long as they
 *   live, by where their memory lies; where all sides are one process, once will do
 * @param metric - that is read of the service with the setting
 */
export async function measureSwitched(
  start: () => Promise<Switched<SwitchedSide>>,
  starts: number,
  metric: string,
  effort: Effort,
): Promise<SwitchedRounds> {
  const rounds: Switched<Round[]> = { without: [], with: [], again: [] };
  let counted = 0;
  const roundsAStart = Math.ceil((ROUNDS_A_SIDE * effort.rounds) / starts);
  for (let i = 0; i < starts; i++) {
    const sides = await start();
    try {
      const [without, withIt, again] = await roundsOf(
        [sides.without, sides.with, sides.again],
        roundsAStart,
        effort,
      );
      rounds.without.push(...without);
      rounds.with.push(...withIt);
      rounds.again.push(...again);
      counted += await processMetric(sides.with.server.port, metric);
    } finally {
      const servers = new Set([sides.without.server, sides.with.server, sides.again.server]);
      await Promise.all([...servers].map(server => server.stop()));
    }
  }
  return { rounds, counted };
}

/**
 * Services that all have the same question, the middle one with the setting.
 *
 * @returns what starts them
 */
export function serversAsked(
  request: Buffer,
  starts: { without(): Promise<ServerProcess>; with(): Promise<ServerProcess> },
): () => Promise<Switched<SwitchedSide>> {
  const requests = [request];
  return async () => {
    const opened: ServerProcess[] = [];
    try {
      for (const name of ['without', 'with', 'without'] as const) opened.push(await starts[name]());
    } catch (error) {
      await Promise.all(opened.map(server => server.stop()));
      throw error;
    }
    const [without, withIt, again] = opened.map(server => ({ server, requests }));
    return { without, with: withIt, again };
  };
}

async function roundsOf(sides: readonly SwitchedSide[], rounds: number, effort: Effort): Promise<Round[][]> {
  const load = ({ server, requests }: SwitchedSide, durationMs: number): ReturnType<typeof closedLoop> =>
    closedLoop(server.port, requests, { connections: CONNECTIONS, durationMs });
  for (const side of sides) await load(side, effort.warmUpMs);
  return inTurns(sides, rounds, side =>
    measureRound(side.server.port, async () => {
      const result = await load(side, ROUND_SHARE * effort.roundMs);
      await sleep(SETTLE_MS);
      return result;
    }),
  );
}

/** Compares round by round. */
export function ratiosOf(
  { without, with: withIt, again }: Switched<readonly Round[]>,
  figure: (round: Round) => number,
): SwitchedRatios {
  return {
    cost: spreadOf(withIt.map((round, i) => (2 * figure(round)) / (figure(without[i]) + figure(again[i])))),
    noise: spreadOf(again.map((round, i) => figure(round) / figure(without[i]))),
  };
}

/** How the rounds were measured, for the notes of a report. */
export function switchedNote({ without }: Switched<readonly Round[]>, starts: number): string {
  const anew = starts > 1 ? `, of services that were started ${starts} times` : '';
  return `${CONNECTIONS} connections without pauses, ${without.length} rounds in turns${anew}: medians. Ratios are medians of the rounds' ratios to the mean of both sides without; that of "without, again" is to "without", and shows what two equal sides differ by. The CPU ratio holds on a busy machine, too.`;
}
