import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isRecord, parseJson } from '../model/index.ts';

const manifest = parseJson(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The version of the program, from its package.json. */
export const version = isRecord(manifest) ? String(manifest['version']) : '';

/** Creates an id that no other run of the program has: tokens given out by another run are not valid in this one. */
export const createInstanceId = (): string => randomBytes(8).toString('hex');
