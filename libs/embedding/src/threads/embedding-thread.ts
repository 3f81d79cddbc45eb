import { workerData } from 'node:worker_threads';
import { walkBlocks, type WalkTask } from '../graph/walk-blocks';
import { trainBlocks, type TrainTask } from '../training/train-blocks';

/** What a thread is started to do. */
export type ThreadTask = TrainTask | WalkTask;

// Given by `runThreads`.
const task = workerData as ThreadTask;
if (task.kind === 'train') trainBlocks(task);
else walkBlocks(task);
