import { packageContent } from '../../artifacts/testing/package-content';
import { changeRegistry } from '../src/file/change-registry';
import { describeVersion } from '../src/file/describe-version';
import { withVersion } from '../src/file/registry-file';

/** A process that registers versions `<prefix>-0`, `<prefix>-1`, … one after the other, and says each. */
async function registerInTurns(modelDir: string, prefix: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const version = `${prefix}-${i}`;
    const manifest = { ...packageContent(version).manifest, format: 2 as const, files: [] };
    const entry = describeVersion(manifest, {
      archive: null,
      location: null,
      gitCommit: null,
      evaluation: null,
      now: new Date(0),
    });
    await changeRegistry(modelDir, registry => withVersion(registry, entry));
    process.stdout.write(`${version}\n`);
  }
}

const [modelDir, prefix, count] = process.argv.slice(2);
void registerInTurns(modelDir, prefix, Number(count));
