/** A JavaScript twin as a contestant. Arguments: FILE N CALLS. */
import { pathToFileURL } from 'node:url';
import { measure } from './measure.mjs';

const { run } = await import(pathToFileURL(process.argv[2]).href);
measure(run);
