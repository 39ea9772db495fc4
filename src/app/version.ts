import { readFileSync } from 'node:fs';
import { isRecord, parseJson } from '../model/index.ts';

const manifest = parseJson(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The version of the program, as its package says. */
export const version = isRecord(manifest) ? String(manifest['version']) : '';
