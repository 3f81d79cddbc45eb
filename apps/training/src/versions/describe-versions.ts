import path from 'node:path';
import {
  CorruptPackage,
  listVersions,
  MissingModel,
  readCurrentVersion,
  verifyPackage,
  type Manifest,
} from '@reckit/artifacts';

/** One version of a model, as its package says; nothing but its name and the reason if it is broken. */
export type VersionDescription = {
  readonly version: string;
  /** Whether services load it. */
  readonly current: boolean;
} & (
  | {
      readonly state: 'whole';
      readonly created_at: string;
      readonly rows: number | null;
      readonly metrics: Manifest['metrics'];
    }
  | { readonly state: 'broken'; readonly reason: string }
);

/** All versions of a model, oldest name first; every file of theirs is verified. */
export async function describeVersions(modelDir: string, model: string): Promise<VersionDescription[]> {
  const folder = path.join(modelDir, model);
  const current = await readCurrentVersion(modelDir, model);
  const described: VersionDescription[] = [];
  for (const version of await listVersions(folder)) {
    const common = { version, current: version === current };
    try {
      const { created_at, data, metrics } = await verifyPackage(path.join(folder, version), model);
      const rows = typeof data['rows'] === 'number' ? data['rows'] : null;
      described.push({ ...common, state: 'whole', created_at, rows, metrics });
    } catch (error) {
      if (!(error instanceof CorruptPackage || error instanceof MissingModel)) throw error;
      described.push({ ...common, state: 'broken', reason: error.message });
    }
  }
  return described;
}
