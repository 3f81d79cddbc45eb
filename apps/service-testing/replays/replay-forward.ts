import { readFileSync } from 'node:fs';
import { ask } from '../clients/http-client';
import type { LocalService } from '../programs/local-service';

/** How the cases of a file are asked for by a path that answers one vector. */
export interface ForwardCase<Case> {
  /** The path, and the key of its answer without the slash. */
  readonly endpoint: string;
  readonly body: (recorded: Case) => object;
  readonly embedding: (recorded: Case) => readonly number[];
}

/** Expects a service to answer each input with the vector that PyTorch recorded for it. */
export async function expectForward<Case>(
  { port }: LocalService,
  file: string,
  { endpoint, body, embedding }: ForwardCase<Case>,
): Promise<void> {
  const cases: readonly Case[] = JSON.parse(readFileSync(file, 'utf8'));
  expect(cases.length).toBeGreaterThan(0);
  for (const recorded of cases) {
    const { status, text } = await ask(port, { path: endpoint, body: body(recorded) });
    expect({ status, text }).toEqual({ status: 200, text });
    const vector: readonly number[] = JSON.parse(text)[endpoint.slice(1)];
    const expected = embedding(recorded);
    expect(vector).toHaveLength(expected.length);
    const largest = Math.max(1, ...expected);
    const differing = vector.filter((value, i) => !(Math.abs(value - expected[i]) < 2e-6 * largest));
    expect(differing).toEqual([]);
  }
}
