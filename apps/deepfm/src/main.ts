import path from 'node:path';
import { runService } from '@reckit/service';
import { deepfm } from './service-definition';

runService(deepfm, path.join(__dirname, 'model-thread.js'));
