import { serveModelLoader } from '@reckit/inference';
import { unified } from './service-definition';

serveModelLoader(unified.models);
