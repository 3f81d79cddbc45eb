import { replayGoTowers } from '../../service-testing/replays/replay-go-towers';
import { services } from './testing/local-service';

replayGoTowers(services, {
  name: 'user_tower',
  endpoint: '/user_embedding',
  calls: /user_tower|^TwoTowerRecall/,
});
