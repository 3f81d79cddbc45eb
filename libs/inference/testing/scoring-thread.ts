import { serveScoringThread } from '../src/scoring-thread/serve-scoring-thread';

/** A thread that scores, and nothing else. */
serveScoringThread();
