import { CsvSlots } from '@reckit/kernels';
import { BlockReader, type BlockRows } from './block-reader';
import { BlockThreads } from './block-threads';
import { blockCount, type PlainFile } from './plain-file';

/** A block that has been read, valid until the next one is asked for. */
export interface PlainBlock extends BlockRows {
  readonly slots: CsvSlots;
  readonly slot: number;
  readonly buffer: SharedArrayBuffer;
}

/** Threads take longer to start than smaller files to read. */
const THREADS_FROM_BYTES = 8 * 1024 * 1024;

/** Reads plain files block by block, large ones in threads of its own. */
export class PlainBlocks {
  #threads: BlockThreads | null = null;

  /** @param threadsFromBytes - the size from which on a file is read in threads */
  constructor(private readonly threadsFromBytes = THREADS_FROM_BYTES) {}

  /** The blocks of a file in their order. */
  read(file: PlainFile): AsyncGenerator<PlainBlock> {
    return file.bytes < this.threadsFromBytes ? readHere(file) : readInThreads(file, this.#started());
  }

  /** Ends the threads, if there are any. */
  async close(): Promise<void> {
    await this.#threads?.end();
    this.#threads = null;
  }

  #started(): BlockThreads {
    return (this.#threads ??= new BlockThreads());
  }
}

async function* readHere(file: PlainFile): AsyncGenerator<PlainBlock> {
  const reader = new BlockReader({ ...file, shape: { ...file.shape, slots: 1 } });
  try {
    const slots = new CsvSlots(file.shape);
    const count = blockCount(file);
    for (let block = 0; block < count; block++) {
      yield { ...reader.read(block, 0), slots, slot: 0, buffer: reader.buffer };
    }
  } finally {
    reader.close();
  }
}

/** The threads take turns; each has a slot to read into while another one is stored. */
async function* readInThreads(file: PlainFile, threads: BlockThreads): AsyncGenerator<PlainBlock> {
  const buffers = await threads.open(file);
  try {
    const slots = new CsvSlots(file.shape);
    const count = blockCount(file);
    const placeOf = (block: number) => ({
      thread: block % threads.count,
      slot: Math.floor(block / threads.count) % file.shape.slots,
    });
    const reading: Promise<BlockRows>[] = [];
    const begin = (block: number): void => {
      if (block >= count) return;
      const { thread, slot } = placeOf(block);
      const read = threads.read(thread, block, slot);
      // It is looked at in its turn, if that comes.
      read.catch(() => undefined);
      reading.push(read);
    };
    const ahead = threads.count * file.shape.slots;
    for (let block = 0; block < ahead; block++) begin(block);
    for (let block = 0; block < count; block++) {
      const { thread, slot } = placeOf(block);
      yield { ...(await reading[0]), slots, slot, buffer: buffers[thread] };
      reading.shift();
      begin(block + ahead);
    }
  } finally {
    await threads.closeFile();
  }
}
