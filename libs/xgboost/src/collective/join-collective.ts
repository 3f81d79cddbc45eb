import { ALONE, type Collective, type Meeting } from '@reckit/collective';
import { collectiveApi, type CollectiveApi, type TrackerHandle } from './collective-api';
import { endAtOnce } from './end-at-once';
import { xgboost } from '../library/library';
import { watch, type Watch } from './watch';

/** A process that is silent for so long, in what all compute together, is lost. */
const SILENCE_SECONDS = 600;
/** The others say good-bye when process 0 does. */
const FAREWELL_SECONDS = 60;

/**
 * Joins the processes of a meeting in libxgboost's own collective: what the library trains until `close()` is trained
 * by all of them, on the rows that each has.
 *
 * The library's tracker runs in process 0, at a port that the system chooses, and so do all processes listen at ports of
 * their own: between their machines no port may be closed.
 *
 * @throws CollectiveUnsupported if the library is older than 2.1
 * @throws PeerLost
 */
export async function joinCollective(meeting: Meeting): Promise<Collective> {
  if (meeting.worldSize === 1) return ALONE;
  const api = collectiveApi();
  const watched = await watch(meeting);
  const tracker = meeting.rank === 0 ? startTracker(api, meeting) : null;
  const [place = Buffer.of()] = await meeting.gather(
    Buffer.from(tracker === null ? '' : String(api.trackerPort(tracker))),
  );
  api.initialize({
    dmlc_communicator: 'rabit',
    dmlc_tracker_uri: meeting.address,
    dmlc_tracker_port: Number(Buffer.from(place).toString()),
    // Ranks are given in the order of these texts.
    dmlc_task_id: String(meeting.rank).padStart(8, '0'),
    // The tracker is there: what does not connect at once never will.
    dmlc_retry: 1,
    dmlc_timeout: SILENCE_SECONDS,
  });
  // That it has its rank is no warning.
  xgboost().takeLogged();
  return new XgboostCollective(api, tracker, watched);
}

function startTracker(api: CollectiveApi, { address, worldSize }: Meeting): TrackerHandle {
  const tracker = api.createTracker({
    dmlc_communicator: 'rabit',
    host: address,
    n_workers: worldSize,
    port: 0,
    sortby: 1,
  });
  api.runTracker(tracker);
  return tracker;
}

class XgboostCollective implements Collective {
  readonly rank: number;
  readonly worldSize: number;
  readonly #api: CollectiveApi;
  readonly #tracker: TrackerHandle | null;
  readonly #watch: Watch;
  #isOpen = true;
  // Who ends for an error takes leave of nobody: those who wait for it see that it is gone.
  readonly #atExit = (code: number): void => endAtOnce(code);

  constructor(api: CollectiveApi, tracker: TrackerHandle | null, watch: Watch) {
    this.#api = api;
    this.#tracker = tracker;
    this.#watch = watch;
    this.rank = api.rank();
    this.worldSize = api.worldSize();
    process.on('exit', this.#atExit);
  }

  allReduceSum(values: Float32Array | Float64Array): void {
    this.#api.sum(values);
  }

  broadcast(bytes: Uint8Array, root: number): void {
    this.#api.broadcast(bytes, root);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#api.finalize();
    this.#watch.end();
    if (this.#tracker !== null) {
      this.#api.waitForTracker(this.#tracker, FAREWELL_SECONDS);
      this.#api.freeTracker(this.#tracker);
    }
    process.off('exit', this.#atExit);
  }
}
