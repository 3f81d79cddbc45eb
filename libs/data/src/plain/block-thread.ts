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

export type BlockAnswer = SharedArrayBuffer | BlockRows | null;

let reader: BlockReader | null = null;

parentPort?.on('message', (question: BlockQuestion) => {
  parentPort?.postMessage(answerTo(question));
});

function answerTo(question: BlockQuestion): BlockAnswer {
  switch (question.kind) {
    case 'open':
      reader?.close();
      reader = new BlockReader(question.file);
      return reader.buffer;
    case 'read':
      return reader && reader.read(question.block, question.slot);
    case 'close':
      reader?.close();
      reader = null;
      return null;
  }
}
