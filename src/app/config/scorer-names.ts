import { builtinScorers, modulePrefix } from '../../scoring/settings.ts';
import { invalid } from './kinds.ts';

const forms = `${builtinScorers.join(', ')} or ${modulePrefix}PATH_OR_PACKAGE`;

/** The values of `--scorer`, as the unit in its documentation. */
export const scorerForms = forms.replace(' or ', ', ');

/**
 * Checks a value of `--scorer`, without loading a module.
 * @throws UndertoneError `bad_option` with a predicate.
 */
export function checkScorerName(name: string): void {
  if (builtinScorers.some((each) => each === name)) return;
  if (name.startsWith(modulePrefix) && name.slice(modulePrefix.length).trim() !== '') return;
  throw invalid(`must be one of ${forms}, not \`${name}\``);
}
