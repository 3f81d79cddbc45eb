import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';

export const MANIFESTS = path.resolve(__dirname, '../../../k8s');

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});
export type ObjectManifest = z.infer<typeof manifest>;

/** What `kubectl apply -k` sends to a cluster. @param folder - in k8s/ */
export function builtManifests(folder: string): readonly ObjectManifest[] {
  const kubectl = process.env['KUBECTL'] ?? 'kubectl';
  const text = execFileSync(kubectl, ['kustomize', path.join(MANIFESTS, folder)], { encoding: 'utf8' });
  return parseAllDocuments(text).map(document => manifest.parse(document.toJS()));
}

/** How a manifest is called in messages. */
export function nameOf({ kind, metadata: { name } }: ObjectManifest): string {
  return `${kind} ${name}`;
}
