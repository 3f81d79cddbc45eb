import { rm } from 'node:fs/promises';
import {
  currentVersionFile,
  promote,
  readCurrentVersion,
  readLabels,
  writeLabels,
  type Labels,
} from '@reckit/artifacts';
import type { Report } from '@reckit/command-line';
import { storeSettings } from '@reckit/data';
import {
  bucketFolder,
  changeRegistry,
  productionOf,
  readRegistry,
  StoredRegistry,
  withLabels,
  withProduction,
  type Registry,
} from '@reckit/registry';
import type { DeployFlags } from './deploy-flags';

type Environment = Readonly<Record<string, string | undefined>>;

/** What is written of a model before a deployment. */
export interface Standing {
  readonly registry: Registry;
  /** The version that is to serve; null for none. */
  readonly current: string | null;
}

/**
 * The places where it is written which version serves: the model directory, which services watch, and the bucket if one is
 * named, which those follow that have their versions from there. The bucket comes first: it may refuse, and then nothing has
 * changed.
 */
export class Places {
  constructor(
    readonly modelDir: string,
    readonly bucket: StoredRegistry | null,
  ) {}

  /** Those that the flags name. */
  static of(flags: DeployFlags, environment: Environment, report: Report): Places {
    const { modelDir, s3Bucket, s3Prefix = '' } = flags;
    if (s3Bucket === undefined) return new Places(modelDir, null);
    const options = {
      store: storeSettings(flags, environment),
      onWarning: (line: string) => report.warn(line),
    };
    return new Places(modelDir, new StoredRegistry(bucketFolder(s3Bucket, s3Prefix), options));
  }

  /** Whether there may be services that get a version some time after it is written here. */
  get areFollowed(): boolean {
    return this.bucket !== null;
  }

  /** What counts of what is written: what the bucket says, once it knows of a deployment of the model. */
  async standing(model: string, report: Report): Promise<Standing> {
    const { modelDir, bucket } = this;
    const current = await readCurrentVersion(modelDir, model);
    const own = { registry: await readRegistry(modelDir), current };
    if (!bucket) return own;
    const { registry } = await bucket.read();
    const production = productionOf(registry, model)?.version ?? null;
    const begun = registry.deployments[model];
    if (production === null && begun === undefined) return own;
    if (begun === undefined && current !== null && current !== production) {
      report.warn(
        `${modelDir} names ${current} of ${model}, and ${bucket.address} ${production}, which counts`,
      );
    }
    return { registry, current: production };
  }

  /** Changes both registries. */
  async change(change: (registry: Registry) => Registry): Promise<void> {
    await this.bucket?.change(change);
    await changeRegistry(this.modelDir, change);
  }

  /** Names the version that is to serve; null for none. */
  async name(model: string, version: string | null): Promise<void> {
    await this.bucket?.change(registry => withProduction(registry, model, version));
    if (version === null) await rm(currentVersionFile(this.modelDir, model), { force: true });
    else await promote(this.modelDir, model, version);
  }

  /**
   * Changes the labels of a model.
   *
   * @param change - makes the new labels of the present ones; done once more on its own result, it changes nothing
   */
  async relabel(model: string, change: (labels: Labels) => Labels): Promise<void> {
    await this.bucket?.change(registry =>
      withLabels(registry, model, change(registry.labels?.[model] ?? {})),
    );
    const before = await readLabels(this.modelDir, model);
    const after = change(before);
    if (after !== before) await writeLabels(this.modelDir, model, after);
  }
}
