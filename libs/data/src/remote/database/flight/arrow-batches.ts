import { RecordBatchReader, type RecordBatch } from 'apache-arrow';
import type { FlightData } from './flight-messages';

/** Stands before the length of a message in a stream of Arrow. */
const CONTINUATION = 0xff_ff_ff_ff;
const PREFIX_BYTES = 8;
/** Numbers of 64 bits lie at multiples of this. */
const ALIGNMENT = 8;

/** The record batches of a part of a result; the first one may be without rows. */
export async function* arrowBatches(messages: AsyncIterable<FlightData>): AsyncGenerator<RecordBatch> {
  const reader = await RecordBatchReader.from(streamOf(messages));
  for await (const batch of reader) yield batch;
}

/** The messages as Arrow writes them to a file or a pipe: each in one piece, in which its numbers are aligned. */
async function* streamOf(messages: AsyncIterable<FlightData>): AsyncGenerator<Uint8Array> {
  for await (const { dataHeader, dataBody } of messages) {
    // Servers may send metadata of their own in between.
    if (dataHeader.length === 0) continue;
    const headerBytes = Math.ceil(dataHeader.length / ALIGNMENT) * ALIGNMENT;
    const piece = new Uint8Array(PREFIX_BYTES + headerBytes + dataBody.length);
    const prefix = new DataView(piece.buffer);
    prefix.setUint32(0, CONTINUATION, true);
    prefix.setInt32(4, headerBytes, true);
    piece.set(dataHeader, PREFIX_BYTES);
    piece.set(dataBody, PREFIX_BYTES + headerBytes);
    yield piece;
  }
}
