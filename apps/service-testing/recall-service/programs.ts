import { startModelPrograms } from '@reckit/inference';

export const programs = startModelPrograms(__dirname);
