import { programs } from './programs';
import { deepfm } from '@reckit/definitions';
import { runService } from '@reckit/service';

runService(deepfm, programs);
