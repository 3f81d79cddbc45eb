import { replayGoTowers } from '../../service-testing/replays/replay-go-towers';
import { services } from './testing/local-service';

replayGoTowers(services, { name: 'youtube_dnn', endpoint: '/user_embedding', calls: /^YouTubeDNN/ });
