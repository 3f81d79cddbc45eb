import path from 'node:path';
import { runService } from '@reckit/service';
import { mmoe } from './service-definition';

runService(mmoe, path.join(__dirname, 'model-thread.js'));
