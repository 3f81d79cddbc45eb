export { allGather } from './all-gather';
export { ALONE, type Collective } from './collective';
export { CollectiveError, PeerLost } from './errors';
export { gatherJoined, gatherNumbers, gatherValues, joined } from './gather-values';
export { meet, type MeetingPlace, type MeetOptions } from './meet';
export type { Meeting } from './meeting';
