import { setTimeout as sleep } from 'node:timers/promises';
import type { Effort } from '../effort';
import { inTurns } from '../in-turns';
import { processMetric } from '../processes/process-metrics';
import type { ServerProcess } from '../processes/server-process';
import { spreadOf, type Spread } from '../statistics';
import { closedLoop } from './closed-loop';
import { measureRound, type Round } from './measured-round';

/**
 * Services that differ in one setting alone. There are two without it, for what these differ by is the noise
 * of the machine, and what the setting costs cannot be known better.
 */
export interface Switched<Side> {
  readonly without: Side;
  readonly with: Side;
  readonly again: Side;
}

/** What a figure is over the mean of both services without the setting; and of one of these over the other. */
export interface SwitchedRatios {
  readonly cost: Spread;
  readonly noise: Spread;
}

/** How services are started, each time anew. */
export interface SwitchedStarts {
  without(): Promise<ServerProcess>;
  with(): Promise<ServerProcess>;
}

/** What was measured, and what a metric of the services with the setting had counted when they were stopped, all together. */
export interface SwitchedRounds {
  readonly rounds: Switched<readonly Round[]>;
  readonly counted: number;
}

const CONNECTIONS = 16;
/** Short rounds, and many, for the machine changes its pace from second to second. */
const ROUNDS_A_START = 9;
const ROUND_SHARE = 1 / 5;
/** For what is left to do when the last answer of a round has gone. */
const SETTLE_MS = 100;

/**
 * Loads three services in turns, each after it was warmed up, with 16 connections without pauses. They are started anew again
 * and again: two processes of one program differ by some percent for as long as they live, by where their memory lies.
 *
 * @param metric - that is read of the services with the setting
 */
export async function measureSwitched(
  starts: SwitchedStarts,
  request: Buffer,
  metric: string,
  effort: Effort,
): Promise<SwitchedRounds> {
  const rounds: Switched<Round[]> = { without: [], with: [], again: [] };
  let counted = 0;
  for (let start = 0; start < effort.rounds; start++) {
    const servers: ServerProcess[] = [];
    try {
      for (const name of ['without', 'with', 'without'] as const) servers.push(await starts[name]());
      const [without, withIt, again] = await roundsOf(servers, request, effort);
      rounds.without.push(...without);
      rounds.with.push(...withIt);
      rounds.again.push(...again);
      counted += await processMetric(servers[1].port, metric);
    } finally {
      await Promise.all(servers.map(server => server.stop()));
    }
  }
  return { rounds, counted };
}

async function roundsOf(
  servers: readonly ServerProcess[],
  request: Buffer,
  effort: Effort,
): Promise<Round[][]> {
  const load = ({ port }: ServerProcess, durationMs: number): ReturnType<typeof closedLoop> =>
    closedLoop(port, [request], { connections: CONNECTIONS, durationMs });
  for (const server of servers) await load(server, effort.warmUpMs);
  return inTurns(servers, ROUNDS_A_START, server =>
    measureRound(server.port, async () => {
      const result = await load(server, ROUND_SHARE * effort.roundMs);
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
export function switchedNote({ without }: Switched<readonly Round[]>): string {
  return `${CONNECTIONS} connections without pauses, ${without.length} rounds in turns, of services that were started anew after every ${ROUNDS_A_START}: medians. Ratios are medians of the rounds' ratios to the mean of both services without; that of "without, again" is to "without", and shows what two equal services differ by. The CPU ratio holds on a busy machine, too.`;
}
