import { ask } from '../clients/http-client';

/** The samples of `/metrics`, by their name with labels as they stand there. */
export type Samples = Readonly<Record<string, number>>;

export async function readMetrics(port: number): Promise<Samples> {
  const { text } = await ask(port, { path: '/metrics' });
  return Object.fromEntries(
    text
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
  );
}

/** The samples of one metric alone, so that a label too many shows. */
export function samplesOf(samples: Samples, metric: string): Samples {
  return Object.fromEntries(
    Object.entries(samples).filter(([name]) => name === metric || name.startsWith(`${metric}{`)),
  );
}
