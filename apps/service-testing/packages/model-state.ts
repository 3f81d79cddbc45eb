import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Names of the files in a flat directory. */
export interface FlatFiles {
  readonly model: string;
  readonly meta: string;
}

type Meta = Record<string, unknown>;

/** A flat model directory that is brought into the states which the recordings describe in words. */
export class ModelState {
  #words = '';

  constructor(
    private readonly files: FlatFiles,
    private readonly original: string,
    private readonly modelDir: string,
  ) {}

  /** Does nothing if these words were the last ones: several exchanges may have been made in one state. */
  bringAbout(words: string): void {
    if (words === this.#words) return;
    this.#words = words;
    const { model, meta } = this.files;
    if (words.startsWith(`model_version in ${meta}`)) {
      const version = /(?:changed to|is) (\S+?)(?:,|$)/.exec(words)?.[1];
      this.#editMeta(contents => (contents['model_version'] = version));
    } else if (words === `${model} removed`) {
      rmSync(this.#file(model), { force: true });
    } else if (words.startsWith(`${model} replaced by`)) {
      writeFileSync(this.#file(model), 'this is not a model');
    } else if (words === 'corrupt model file on disk') {
      // The state that the exchange before has left.
    } else if (words === `${model} restored, ${meta} removed`) {
      this.#restore(model);
      rmSync(this.#file(meta));
    } else if (words.startsWith(`${meta} is the text '{not json'`)) {
      writeFileSync(this.#file(meta), '{not json');
    } else if (words.startsWith(`${meta} restored but without the key model_version`)) {
      this.#editMeta(contents => delete contents['model_version']);
    } else if (words === 'all files restored') {
      cpSync(this.original, this.modelDir, { recursive: true });
    } else if (words === `feature_columns in ${meta} reversed`) {
      this.#editMeta(contents => (contents['feature_columns'] = columnsOf(contents).reverse()));
    } else if (words.startsWith('feature_columns cut to 5 of 7')) {
      this.#editMeta(contents => (contents['feature_columns'] = columnsOf(contents).slice(0, 5)));
    } else if (words.includes('but a feature_scaler.json with mean=1+i, std=2+i')) {
      this.#restore(meta);
      const names = columnsOf(this.#originalMeta());
      const scaler = Object.fromEntries(names.map((name, i) => [name, { mean: 1 + i, std: 2 + i }]));
      writeFileSync(this.#file('feature_scaler.json'), JSON.stringify(scaler));
    } else if (words.endsWith('feature_scaler.json removed')) {
      this.#restore(meta);
      rmSync(this.#file('feature_scaler.json'));
    } else {
      throw new Error(`The tests do not know how to bring about: ${words}`);
    }
  }

  #file(name: string): string {
    return path.join(this.modelDir, name);
  }

  #restore(name: string): void {
    cpSync(path.join(this.original, name), this.#file(name));
  }

  #originalMeta(): Meta {
    return JSON.parse(readFileSync(path.join(this.original, this.files.meta), 'utf8'));
  }

  #editMeta(edit: (meta: Meta) => void): void {
    const meta = this.#originalMeta();
    edit(meta);
    writeFileSync(this.#file(this.files.meta), JSON.stringify(meta));
  }
}

function columnsOf(meta: Meta): string[] {
  return meta['feature_columns'] as string[];
}
