import path from 'node:path';
import { listVersions, versionOfTime } from '@reckit/artifacts';

const SECOND_MS = 1_000;

/** The name of a version made at `time`, or in the next second whose name is free: two runs may share a second. */
export async function defaultVersion(modelDir: string, model: string, time: Date): Promise<string> {
  const taken = await listVersions(path.join(modelDir, model));
  for (let at = time.getTime(); ; at += SECOND_MS) {
    const version = versionOfTime(new Date(at));
    if (!taken.includes(version)) return version;
  }
}
