import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The files of Swagger UI that the page needs; others in its package, a demonstration page for one, name other hosts. */
export const DOCS_ASSETS = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const;

export type DocsAsset = keyof typeof DOCS_ASSETS;

/** A file, and by which tag browsers know whether it is the one that they have. */
interface LoadedAsset {
  readonly body: Buffer;
  readonly etag: string;
}

const loaded = new Map<DocsAsset, Promise<LoadedAsset>>();

/**
 * A file of Swagger UI as its package ships it. Read once, when it is first asked for: however many ask at a time, they
 * hold no descriptors.
 */
export function docsAsset(name: DocsAsset): Promise<LoadedAsset> {
  const known = loaded.get(name);
  if (known) return known;
  const reading = readAsset(name);
  loaded.set(name, reading);
  reading.catch(() => loaded.delete(name));
  return reading;
}

async function readAsset(name: DocsAsset): Promise<LoadedAsset> {
  const folder = path.dirname(createRequire(__filename).resolve('swagger-ui-dist/package.json'));
  const body = await readFile(path.join(folder, name));
  // A weak tag: the same file may come compressed or not.
  return { body, etag: `W/"${createHash('sha256').update(body).digest('base64url')}"` };
}
