import type { Source } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import type { SelectedSource, SourceContext, SourceDefinition } from './define.ts';
import { reportUnreadable } from './report-unreadable.ts';
import { invalidSource, splitName, type Environment } from './source-name.ts';

export interface SelectOptions {
  readonly definitions: readonly SourceDefinition[];
  readonly env: Environment;
}

/**
 * Selects sources by their `--source` values.
 * @throws UndertoneError `bad_option` with a sentence that names the source, or the variable that its key is missing
 *   from; also when two definitions have one name, or a source that can be selected only once is repeated.
 */
export function selectSources(
  values: readonly string[],
  { definitions, env }: SelectOptions,
): readonly SelectedSource[] {
  const byName = new Map<string, SourceDefinition>();
  for (const definition of definitions) {
    if (byName.has(definition.name))
      throw new UndertoneError('bad_option', `Two sources are called ${definition.name}.`);
    byName.set(definition.name, definition);
  }
  const selected = new Set<SourceDefinition>();
  return values.map((value) => {
    const name = splitName(value);
    const definition = byName.get(name.kind);
    if (definition === undefined) throw invalidSource(name, `is no source: use ${usagesOf(definitions, ' or ')}`);
    if (definition.isUnique && selected.has(definition)) throw invalidSource(name, 'can be read only once');
    selected.add(definition);
    return definition.select(name, env);
  });
}

/** Returns the short forms of all sources as a list for a sentence; what is optional is left out. */
export function usagesOf(definitions: readonly SourceDefinition[], beforeLast = ', '): string {
  const forms = definitions.map(({ usage }) => usage.replaceAll(/\[[^\]]*\]/g, ''));
  const last = forms.at(-1) ?? '';
  return forms.length < 2 ? last : `${forms.slice(0, -1).join(', ')}${beforeLast}${last}`;
}

/** A selected source with the name that it has in posts and events. */
export interface NamedSource extends SelectedSource {
  readonly name: string;
}

/** Gives each selected source a name of its own: `poll`, `poll-2`, … */
export function nameSources(selected: readonly SelectedSource[]): readonly NamedSource[] {
  const counts = new Map<string, number>();
  return selected.map((source) => {
    const count = (counts.get(source.kind) ?? 0) + 1;
    counts.set(source.kind, count);
    return { ...source, name: count === 1 ? source.kind : `${source.kind}-${count}` };
  });
}

/** Creates a selected source. */
export function createNamed({ name, create }: NamedSource, context: Omit<SourceContext, 'name'>): Source {
  return reportUnreadable(create({ ...context, name }));
}

/** Creates the selected sources, each under a name of its own. */
export function createSources(
  selected: readonly SelectedSource[],
  context: Omit<SourceContext, 'name'>,
): readonly Source[] {
  return nameSources(selected).map((source) => createNamed(source, context));
}
