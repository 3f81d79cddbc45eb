import { stat } from 'node:fs/promises';
import path from 'node:path';
import { CorruptPackage, labelFile, parseLabels, readLabelText } from '@reckit/artifacts';
import type { VersionSettings } from '../../lifecycle/version-settings';
import { VersionPlan } from './version-plan';

type Settings = VersionSettings & { readonly modelDir: string };

/** What is to be beside the current version, as far as the environment says it for good, and a file of the model until that changes. */
export class FollowedPlan {
  /** What the environment says. */
  readonly fixed: VersionPlan;
  /** What the file said last, good or bad; null where there was none. */
  seen: string | null = null;
  /** What was read last and was good; the same object as long as the file is the same. */
  #read: { readonly text: string | null; readonly plan: VersionPlan };

  constructor(
    private readonly settings: Settings,
    private readonly model: string,
  ) {
    this.fixed = new VersionPlan(settings, model);
    this.#read = { text: null, plan: this.fixed };
  }

  /** @throws CorruptPackage if the file says nothing that can be done, or is out of reach */
  async read(): Promise<VersionPlan> {
    const { modelDir } = this.settings;
    const text = await readLabelText(modelDir, this.model);
    this.seen = text;
    if (text === this.#read.text) return this.#read.plan;
    const file = labelFile(modelDir, this.model);
    if (text === null) await this.#assertInReach(path.dirname(file), file);
    const plan =
      text === null ? this.fixed : new VersionPlan(this.settings, this.model, parseLabels(text, file));
    this.#read = { text, plan };
    return plan;
  }

  /** A volume that is gone for the moment has taken no label back. */
  async #assertInReach(folder: string, file: string): Promise<void> {
    const isThere = await stat(folder).then(
      () => true,
      () => false,
    );
    if (!isThere) throw new CorruptPackage(`${file} is out of reach with its folder: look at the volume.`);
  }
}
