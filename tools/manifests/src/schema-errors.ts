import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as z from 'zod';
import { nameOf, type ObjectManifest } from './built-manifests';

const PROGRAM = path.resolve(__dirname, '../schema-errors.mjs');
const found = z.array(z.array(z.string()));

/** What the schemas of Kubernetes say against values of manifests: ranges, patterns, what has to be there. */
export function schemaErrors(manifests: readonly ObjectManifest[]): readonly string[] {
  const output = execFileSync(process.execPath, [PROGRAM], {
    input: JSON.stringify(manifests),
    encoding: 'utf8',
  });
  return found
    .parse(JSON.parse(output))
    .flatMap((errors, i) => errors.map(error => `${nameOf(manifests[i])}: ${error}`));
}
