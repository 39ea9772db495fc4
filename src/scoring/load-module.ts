import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isRecord, isString, isStringList, sentenceOf, UndertoneError } from '../model/index.ts';
import type { ScorerDefinition, TextScorer } from './definition.ts';

/**
 * Loads the definition that a module exports as its default. `reference` is a path or a package, resolved from `folder`.
 * @throws UndertoneError `bad_option` with a sentence when there is no such module, it fails, or exports something else.
 * @example
 * const definition = await loadDefinition('./scorer.ts', process.cwd());
 */
export async function loadDefinition(reference: string, folder: string): Promise<ScorerDefinition> {
  const file = fileOf(reference, folder);
  const exported: unknown = await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw unusable(reference, `can't be loaded: ${sentenceOf(error)}`, error);
  });
  const definition: unknown = isRecord(exported) ? exported['default'] : undefined;
  if (!isRecord(definition)) throw unusable(reference, 'has no default export with `name` and `create`');
  const { name, languages, create } = definition;
  if (!isString(name) || name.trim() === '') throw unusable(reference, 'has no `name`, which must be a string');
  if (typeof create !== 'function') throw unusable(reference, 'has no `create`, which must be a function');
  if (languages !== undefined && !isStringList(languages)) {
    throw unusable(reference, 'has `languages` that are not a list of strings like `en`');
  }
  if (!isDefinition(definition)) throw unusable(reference, 'exports something else than a scorer');
  return definition;
}

/**
 * Creates the scorer of a definition.
 * @throws UndertoneError `bad_option` with a sentence when `create` fails or returns no scorer.
 */
export async function createTextScorer(
  definition: ScorerDefinition,
  options: Readonly<Record<string, unknown>>,
): Promise<TextScorer> {
  const { name } = definition;
  let scorer: unknown;
  try {
    scorer = await definition.create(options);
  } catch (error) {
    throw unusable(name, `can't be created: ${sentenceOf(error)}`, error);
  }
  if (isTextScorer(scorer)) return scorer;
  throw unusable(name, 'has a `create` that returns no object with a method `score`');
}

/** Makes `require.resolve` find what `import` would; Node's types lack `conditions`. */
const asImported: { readonly paths?: string[]; readonly conditions: ReadonlySet<string> } = {
  conditions: new Set(['node', 'import', 'module-sync', 'default']),
};

/** Resolves a path, which may lack its `./`, or a package as `import` would. */
function fileOf(reference: string, folder: string): string {
  const path = resolve(folder, reference);
  if (existsSync(path) && statSync(path).isFile()) return path;
  try {
    return createRequire(join(folder, 'package.json')).resolve(reference, asImported);
  } catch (error) {
    throw unusable(reference, `is neither a file nor a package that can be found from ${folder}`, error);
  }
}

function unusable(name: string, fault: string, cause?: unknown): UndertoneError {
  return new UndertoneError('bad_option', `The scorer module ${name} ${fault.replace(/\.?$/, '.')}`, { cause });
}

/** Its fields have been checked. */
const isDefinition = (value: object): value is ScorerDefinition => 'create' in value && 'name' in value;

const isTextScorer = (value: unknown): value is TextScorer => isRecord(value) && typeof value['score'] === 'function';
