import { spawnSync } from 'node:child_process';
import { ask } from '../clients/http-client';

/** What Prometheus has against the metrics of a service, in the words of `promtool check metrics`; empty for nothing. */
export async function metricsProblems(port: number): Promise<string> {
  const { text } = await ask(port, { path: '/metrics' });
  const { status, stdout, stderr, error } = spawnSync(
    process.env['PROMTOOL'] ?? 'promtool',
    ['check', 'metrics'],
    { input: text, encoding: 'utf8' },
  );
  if (error) throw error;
  return status === 0 ? '' : `${stdout}${stderr}`;
}
