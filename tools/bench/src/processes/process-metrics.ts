const MEGABYTE = 1_000_000;

/** Resident memory of a server in MB, as it tells it itself at `/metrics`. */
export async function residentMegabytes(port: number): Promise<number> {
  return (await processMetric(port, 'process_resident_memory_bytes')) / MEGABYTE;
}

/** CPU time that a server has used so far, as it tells it itself at `/metrics`. */
export function cpuSeconds(port: number): Promise<number> {
  return processMetric(port, 'process_cpu_seconds_total');
}

/** What a server tells of one figure, which has no labels. */
export async function processMetric(port: number, name: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const line = (await response.text()).split('\n').find(candidate => candidate.startsWith(`${name} `));
  if (line === undefined) throw new Error(`/metrics shows no ${name}.`);
  return Number(line.slice(name.length));
}
