import { builtinScorers, modulePrefix } from '../compose/scorer-names.ts';
import type { TextPattern } from './kinds.ts';

/** The values of `--scorer`; a module is not loaded. */
export const scorerNames: TextPattern = {
  pattern: new RegExp(`^(?:${builtinScorers.join('|')}|${modulePrefix}.*\\S.*)$`),
  expected: `one of ${builtinScorers.join(', ')}, ${modulePrefix}PATH_OR_PACKAGE`,
};
