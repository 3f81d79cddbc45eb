import { programs } from './programs';
import { mmoe } from '@reckit/definitions';
import { runService } from '@reckit/service';

runService(mmoe, programs);
