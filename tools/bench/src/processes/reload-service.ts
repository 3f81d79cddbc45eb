import { BenchError } from '../errors';

/** Makes a service load its current version anew. @throws BenchError if it does not */
export async function reloadService(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/reload`, { method: 'POST' });
  const body = await response.text();
  if (!response.ok) throw new BenchError(`/reload was answered ${response.status}: ${body}`);
}
