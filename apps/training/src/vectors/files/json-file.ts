import type { VectorBatch } from '../source/vector-source';
import type { VectorSink } from '../vector-sink';
import { ReplacedFile } from './replaced-file';
import { VectorText } from './vector-text';
import type { VectorSizes } from './word2vec-file';

/** What stands around the ids and the vectors. */
interface Shape {
  readonly begin: string;
  readonly beforeId: string;
  readonly beforeVector: string;
  readonly afterVector: string;
  readonly between: string;
  readonly end: string;
}

const OBJECT: Shape = {
  begin: '{',
  beforeId: '',
  beforeVector: ':',
  afterVector: '',
  between: ',\n',
  end: '}\n',
};
const LINES: Shape = {
  begin: '',
  beforeId: '{"id":',
  beforeVector: ',"vector":',
  afterVector: '}\n',
  between: '',
  end: '',
};

/** One object, `{"id": [number, …], …}`: as the Go side loads it. */
export async function jsonFile(path: string, dim: number): Promise<VectorSink> {
  return new TextFile(await ReplacedFile.create(path), dim, OBJECT);
}

/** An object a line, `{"id": "…", "vector": [number, …]}`. */
export async function jsonLinesFile(path: string, dim: number): Promise<VectorSink> {
  return new TextFile(await ReplacedFile.create(path), dim, LINES);
}

/** `{"embeddings": {"id": [number, …], …}, "dim": …, "num_nodes": …}`: as the Python system has vectors of nodes. */
export async function node2vecMetaFile(path: string, { dim, count }: VectorSizes): Promise<VectorSink> {
  const shape = {
    ...OBJECT,
    begin: '{"embeddings":{\n',
    end: `\n},"dim":${dim},"num_nodes":${count}}\n`,
  };
  return new TextFile(await ReplacedFile.create(path), dim, shape);
}

class TextFile implements VectorSink {
  readonly #text = new VectorText();
  #isEmpty = true;

  constructor(
    private readonly file: ReplacedFile,
    private readonly dim: number,
    private readonly shape: Shape,
  ) {
    this.#text.text(shape.begin);
  }

  async take({ ids, rows }: VectorBatch): Promise<void> {
    const { beforeId, beforeVector, afterVector, between } = this.shape;
    ids.forEach((id, i) => {
      this.#text.text(`${this.#isEmpty ? '' : between}${beforeId}${JSON.stringify(id)}${beforeVector}`);
      this.#text.list(rows.subarray(i * this.dim, (i + 1) * this.dim));
      this.#text.text(afterVector);
      this.#isEmpty = false;
    });
    await this.file.write(this.#text.take());
  }

  async finish(): Promise<void> {
    this.#text.text(this.shape.end);
    await this.file.write(this.#text.take());
    await this.file.replace();
  }

  discard(): Promise<void> {
    return this.file.discard();
  }
}
