import { promote } from '../src/versions/current-version';
import { writePackage } from '../src/packages/write-package';
import { packageContent } from './package-content';

/** A process that writes and promotes versions `<prefix>-0`, `<prefix>-1`, … until it is killed. */
async function writeUntilKilled(modelDir: string, prefix: string): Promise<never> {
  for (let count = 0; ; count++) {
    const version = `${prefix}-${count}`;
    const graph = Buffer.alloc(100_000, version);
    await writePackage(modelDir, packageContent(version, { 'model.onnx': graph, 'report.html': version }));
    await promote(modelDir, 'xgb', version);
    process.stdout.write(`${version}\n`);
  }
}

const [modelDir, prefix] = process.argv.slice(2);
void writeUntilKilled(modelDir, prefix);
