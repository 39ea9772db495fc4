import { parseArgs } from 'node:util';
import { flagOf, optionKeys, type OptionKey, type Said } from '../app/config.ts';
import type { Option } from '../app/option.ts';
import { options } from '../app/options.ts';
import { sentenceOf, UndertoneError } from '../model/index.ts';

/** A command's own flags: whether they take a value, and whether they may be repeated. */
export type OwnFlags = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: boolean }>>;

export interface Args {
  /** What the options of the configuration were said to be, by key. */
  readonly said: Said;
  readonly config: string | undefined;
  /** The values of the command's own flags; a boolean one that was given has the value `true`. */
  readonly own: Said;
  readonly positionals: readonly string[];
}

/**
 * Reads a command line: the options of the configuration that the command takes, and its own flags.
 * @throws UndertoneError `bad_option` with a sentence that names what is wrong.
 */
export function readArgs(argv: readonly string[], keys: readonly OptionKey[], own: OwnFlags = {}): Args {
  const shared = keys.map((key) => {
    const { list, bare }: Pick<Option<unknown>, 'list' | 'bare'> = options[key];
    return [flagOf(key), { type: bare === true ? ('boolean' as const) : ('string' as const), multiple: list }] as const;
  });
  const flags = { ...Object.fromEntries(shared), ...own, config: { type: 'string' as const } };
  const { values, positionals } = parse(argv, flags);
  const said = (name: string): readonly string[] | undefined => {
    const value = values[name];
    if (value === undefined) return undefined;
    return (Array.isArray(value) ? value : [value]).map(String);
  };
  return {
    said: defined(keys.map((key) => [key, said(flagOf(key))])),
    config: said('config')?.at(-1),
    own: defined(Object.keys(own).map((name) => [name, said(name)])),
    positionals,
  };
}

/** All options of the configuration. */
export const allKeys = optionKeys;

function parse(argv: readonly string[], flags: OwnFlags) {
  const args = joinValues(argv, flags);
  try {
    return parseArgs({ args, options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    const sentence = sentenceOf(error).split('. ', 1)[0]?.replace(/\.$/, '') ?? '';
    throw new UndertoneError('bad_option', `${sentence}. \`undertone config\` lists the options.`, { cause: error });
  }
}

/**
 * Joins options with their values, since `parseArgs` would not take one that begins with a dash, such as `-pizza`: it is
 * to be refused, if it is wrong, for what it is.
 */
function joinValues(argv: readonly string[], flags: OwnFlags): string[] {
  const valued = new Set(Object.keys(flags).flatMap((name) => (flags[name]?.type === 'string' ? [`--${name}`] : [])));
  const joined: string[] = [];
  const words = argv.values();
  for (const word of words) {
    if (word === '--') return [...joined, word, ...words];
    const value = valued.has(word) ? words.next().value : undefined;
    if (value?.startsWith('--') === true) {
      const meant = `write ${word}=${value} if that is meant`;
      throw new UndertoneError('bad_option', `${word} needs a value, and ${value} looks like an option: ${meant}.`);
    }
    joined.push(value === undefined ? word : `${word}=${value}`);
  }
  return joined;
}

function defined(entries: readonly (readonly [string, readonly string[] | undefined])[]): Said {
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** The only positional argument, or a refusal that says what was expected. */
export function onlyPositional(positionals: readonly string[], expected: string): string {
  const [first, ...rest] = positionals;
  if (first !== undefined && rest.length === 0) return first;
  throw new UndertoneError('bad_option', `Expected ${expected}, and got ${positionals.length} arguments.`);
}

export function noPositionals(positionals: readonly string[]): void {
  if (positionals[0] === undefined) return;
  throw new UndertoneError('bad_option', `\`${positionals[0]}\` is not an option: options begin with --.`);
}
