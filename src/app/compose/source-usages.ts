import { builtinSources } from '../../sources/builtin.ts';
import { usagesOf } from '../../sources/select.ts';

/** The forms of `--source`, as a list for a sentence. */
export const sourceUsages = usagesOf(builtinSources);
