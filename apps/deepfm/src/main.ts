import { programs } from './programs';
import { runService } from '@reckit/service';
import { deepfm } from './service-definition';

runService(deepfm, programs);
