import { BenchError } from '../errors';
import { inTurns } from '../in-turns';
import type { ServerProcess } from '../processes/server-process';
import type { Effort } from '../effort';
import { closedLoop } from './closed-loop';
import { askHttp, wireRequest, type HttpQuestion } from './http-question';
import { measureRound, type Round } from './measured-round';

/** A server and what it is asked, one question a connection. */
export interface ServedSide {
  readonly what: string;
  readonly server: ServerProcess;
  readonly questions: readonly HttpQuestion[];
}

/** JSON bodies for a path, one a connection. */
export function questionsOf(
  target: string,
  connections: number,
  body: (connection: number) => object,
): HttpQuestion[] {
  return Array.from({ length: connections }, (_, i) => ({
    path: target,
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(JSON.stringify(body(i))),
  }));
}

/**
 * Asks servers in turns, each after it was warmed up.
 *
 * @param key - of a list in the answer
 * @returns for each side its rounds
 * @throws BenchError for an answer without it
 */
export async function measureServed(
  sides: readonly ServedSide[],
  key: string,
  effort: Effort,
): Promise<Round[][]> {
  const loadRound = ({ server: { port }, questions }: ServedSide, durationMs: number): Promise<Round> => {
    const requests = questions.map(wireRequest);
    const connections = questions.length;
    return measureRound(port, () => closedLoop(port, requests, { connections, durationMs }));
  };
  for (const side of sides) {
    const { status, body } = await askHttp(side.server.port, side.questions[0]);
    const text = body.toString('utf8');
    if (status !== 200 || !text.includes(`"${key}":[`))
      throw new BenchError(`${side.what} answered ${status} without ${key}: ${text.slice(0, 200)}`);
    await loadRound(side, effort.warmUpMs);
  }
  return inTurns(sides, effort.rounds, side => loadRound(side, effort.roundMs));
}
