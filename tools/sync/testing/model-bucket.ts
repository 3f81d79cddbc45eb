import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readManifest, writePackage, type PackageContent } from '@reckit/artifacts';
import {
  archiveIn,
  ARCHIVE_FILE,
  describeVersion,
  packVersion,
  storeArchive,
  StoredRegistry,
  withProduction,
  withVersion,
  type Registry,
} from '@reckit/registry';
import { packageContent } from '../../../libs/artifacts/testing/package-content';
import { S3Server } from '../../../libs/data/testing/s3-server';

const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'a-secret' };
const FOLDER = 's3://models/ads';

/** A bucket that versions are registered in, as `register` and `deploy` leave it. */
export class ModelBucket {
  /** What `sync` is told of it. */
  readonly flags: readonly string[];
  readonly environment = {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
  readonly registry: StoredRegistry;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'reckit-bucket-'));

  private constructor(readonly server: S3Server) {
    this.flags = ['--from', FOLDER, '--oss-endpoint', server.endpoint];
    this.registry = new StoredRegistry(FOLDER, { store: this.#store });
    server.put('models', 'there', '');
  }

  static async start(): Promise<ModelBucket> {
    return new ModelBucket(await S3Server.start({ credentials: CREDENTIALS }));
  }

  /** Registers a version of xgb. */
  async register(version: string, files?: PackageContent['files']): Promise<void> {
    const dir = await writePackage(this.#folder, packageContent(version, files));
    await this.registerPackage(dir);
  }

  /** Registers a package. @param dir - its folder */
  async registerPackage(dir: string): Promise<void> {
    const manifest = await readManifest(dir);
    const { model, version } = manifest;
    const workFolder = mkdtempSync(path.join(this.#folder, 'work-'));
    const file = path.join(workFolder, ARCHIVE_FILE);
    const archive = await packVersion(dir, manifest, file);
    const location = archiveIn(FOLDER, model, version);
    await storeArchive({ ...archive, file }, location, { settings: this.#store, workFolder });
    const now = new Date();
    const entry = describeVersion(manifest, { archive, location, gitCommit: null, evaluation: null, now });
    await this.registry.change(registry => withVersion(registry, entry));
  }

  /** Puts a version of xgb into production; null for none. */
  produce(version: string | null): Promise<Registry> {
    return this.registry.change(registry => withProduction(registry, 'xgb', version));
  }

  /** The key of the archive of a version of xgb. */
  keyOf(version: string): string {
    return `ads/xgb/${version}/${ARCHIVE_FILE}`;
  }

  async close(): Promise<void> {
    await this.server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #store() {
    return { endpoint: this.server.endpoint, credentials: CREDENTIALS };
  }
}
