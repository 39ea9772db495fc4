import { builtinSources, usagesOf } from '../../sources/index.ts';

/** The forms of `--source`, as a list for a sentence. */
export const sourceUsages = usagesOf(builtinSources);
