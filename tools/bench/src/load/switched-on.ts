import { setTimeout as sleep } from 'node:timers/promises';
import type { Effort } from '../effort';
import { inTurns } from '../in-turns';
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

const CONNECTIONS = 16;
/** So small a difference needs many rounds, and short ones, for the machine changes its pace from second to second. */
const ROUNDS_TIMES = 9;
const ROUND_SHARE = 1 / 5;
/** For what is left to do when the last answer of a round has gone. */
const SETTLE_MS = 100;

/** Loads three services in turns, each after it was warmed up, with 16 connections without pauses. */
export async function measureSwitched(
  servers: Switched<ServerProcess>,
  request: Buffer,
  effort: Effort,
): Promise<Switched<readonly Round[]>> {
  const sides = [servers.without, servers.with, servers.again];
  const load = ({ port }: ServerProcess, durationMs: number): ReturnType<typeof closedLoop> =>
    closedLoop(port, [request], { connections: CONNECTIONS, durationMs });
  for (const server of sides) await load(server, effort.warmUpMs);
  const [without, withIt, again] = await inTurns(sides, ROUNDS_TIMES * effort.rounds, server =>
    measureRound(server.port, async () => {
      const result = await load(server, ROUND_SHARE * effort.roundMs);
      await sleep(SETTLE_MS);
      return result;
    }),
  );
  return { without, with: withIt, again };
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
  return `${CONNECTIONS} connections without pauses, ${without.length} rounds in turns: medians. Ratios are medians of the rounds' ratios to the mean of both services without; that of "without, again" is to "without", and shows what two equal services differ by. The CPU ratio holds on a busy machine, too.`;
}
