import { sampleCorpus } from './corpus';
import { writeWhole } from './write-whole';

const SENTENCES = 2_000;
const SEED = 42;

/** Writes seeded sample text, a sentence a line, whole or not at all; missing folders are made. */
export async function writeSampleCorpus(path: string): Promise<void> {
  await writeWhole(path, [`${sampleCorpus({ rows: SENTENCES, seed: SEED }).join('\n')}\n`]);
}
