export { allGather } from './all-gather';
export { ALONE, type Collective } from './collective';
export { CollectiveError, PeerLost } from './errors';
export { meet, type MeetingPlace, type MeetOptions } from './meet';
export type { Meeting } from './meeting';
