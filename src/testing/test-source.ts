import { of, type SchedulerLike } from 'rxjs';
import type { Source } from '../graph/index.ts';
import { noCursors, splitName, type Environment, type SourceContext, type SourceDefinition } from '../sources/index.ts';

export interface TestSourceOptions extends Partial<SourceContext> {
  readonly scheduler: SchedulerLike;
  /** The environment variables, for sources that read a key. Default none. */
  readonly env?: Environment;
}

/**
 * Creates a source as the program does, from the value of `--source`. The rest of its context can be given too; by default
 * the graph accepts every post, chance is 0, and nothing is kept.
 * @example
 * const harness = { open: (scheduler) => createTestSource(tickSource, 'tick:pizza', { scheduler }), post, close };
 * @throws UndertoneError `bad_option` when the value can't be used.
 */
export function createTestSource(
  definition: SourceDefinition,
  value: string,
  { env = {}, ...context }: TestSourceOptions,
): Source {
  return definition.select(splitName(value), env).create({
    name: definition.name,
    canAccept: () => true,
    canAccept$: of(true),
    random: () => 0,
    cursors: noCursors,
    languages: [],
    instanceId: 'test',
    dataFolder: undefined,
    warn: () => undefined,
    onPosts: () => undefined,
    onClose: () => undefined,
    ...context,
  });
}
