import { startModelPrograms } from '@reckit/inference';

/** To be imported first: the process that loads the model then gets ready while everything else is read. */
export const programs = startModelPrograms(__dirname);
