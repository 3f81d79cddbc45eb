import { parentPort } from 'node:worker_threads';
import { BlockReader, type BlockRows } from './block-reader';
import type { PlainFile } from './plain-file';

/** What a thread is asked; it answers one after the other. */
export type BlockQuestion =
  /** Reads blocks of this file from now on, and answers with a buffer. */
  | { readonly kind: 'open'; readonly file: PlainFile }
  /** Reads a block into a slot, and answers with its rows. */
  | { readonly kind: 'read'; readonly block: number; readonly slot: number }
  | { readonly kind: 'close' };

export type BlockAnswer =
  | { readonly kind: 'opened'; readonly buffer: SharedArrayBuffer }
  | { readonly kind: 'read'; readonly rows: BlockRows }
  | { readonly kind: 'closed' };

let reader: BlockReader | undefined;

parentPort?.on('message', (question: BlockQuestion) => {
  parentPort?.postMessage(answerTo(question));
});

function answerTo(question: BlockQuestion): BlockAnswer {
  switch (question.kind) {
    case 'open':
      reader = new BlockReader(question.file);
      return { kind: 'opened', buffer: reader.buffer };
    case 'read':
      if (reader === undefined) throw new Error('A block is read of a file that is open.');
      return { kind: 'read', rows: reader.read(question.block, question.slot) };
    case 'close':
      reader?.close();
      reader = undefined;
      return { kind: 'closed' };
  }
}
