import type { VectorBatch } from '../source/vector-source';
import type { VectorSink } from '../vector-sink';
import { ReplacedFile } from './replaced-file';

/** How vectors stand in a text. */
interface Shape {
  readonly begin: string;
  readonly between: string;
  readonly end: string;
  entry(id: string, vector: string): string;
}

const OBJECT: Shape = {
  begin: '{',
  between: ',\n',
  end: '}\n',
  entry: (id, vector) => `${id}:${vector}`,
};
const LINES: Shape = {
  begin: '',
  between: '',
  end: '',
  entry: (id, vector) => `{"id":${id},"vector":${vector}}\n`,
};

/** Digits with which every float32 is told from all others. */
const DIGITS = 9;

/** One object, `{"id": [number, …], …}`: as the Go side loads it. */
export async function jsonFile(path: string, dim: number): Promise<VectorSink> {
  return new TextFile(await ReplacedFile.create(path), dim, OBJECT);
}

/** An object a line, `{"id": "…", "vector": [number, …]}`. */
export async function jsonLinesFile(path: string, dim: number): Promise<VectorSink> {
  return new TextFile(await ReplacedFile.create(path), dim, LINES);
}

class TextFile implements VectorSink {
  #isEmpty = true;

  constructor(
    private readonly file: ReplacedFile,
    private readonly dim: number,
    private readonly shape: Shape,
  ) {}

  async take({ ids, rows }: VectorBatch): Promise<void> {
    const { shape, dim } = this;
    const entries = ids.map((id, i) =>
      shape.entry(JSON.stringify(id), listOf(rows.subarray(i * dim, (i + 1) * dim))),
    );
    const before = this.#isEmpty ? shape.begin : shape.between;
    if (ids.length > 0) this.#isEmpty = false;
    await this.file.write(before + entries.join(shape.between));
  }

  async finish(): Promise<void> {
    await this.file.write((this.#isEmpty ? this.shape.begin : '') + this.shape.end);
    await this.file.replace();
  }

  discard(): Promise<void> {
    return this.file.discard();
  }
}

/** The numbers of a vector as JSON, each read back as the same float32. */
export function listOf(vector: Float32Array): string {
  let text = '[';
  for (let i = 0; i < vector.length; i++) {
    text += `${i > 0 ? ',' : ''}${Number(vector[i].toPrecision(DIGITS))}`;
  }
  return `${text}]`;
}
