import { readFileSync } from 'node:fs';
import { isRecord, sentenceOf, UndertoneError } from '../../model/index.ts';
import { docOf, flagOf, isOptionKey, optionKeys, variableOf } from './options.ts';
import { configSchema, type Config, type OptionKey } from './schema.ts';

/** Values as they were given, by key: those of flags, each as often as it was repeated. */
export type RawValues = Readonly<Partial<Record<string, readonly string[]>>>;

export interface ConfigInput {
  readonly flags: RawValues;
  readonly env: Readonly<Partial<Record<string, string>>>;
  /** The path of a JSON file. */
  readonly file?: string | undefined;
}

/** A value, and how a sentence about it calls it. */
interface RawValue {
  readonly value: unknown;
  readonly subject: string;
}

/**
 * Resolves the configuration: each option from its flag, else its environment variable, else the file, else its default.
 * @throws UndertoneError `bad_option` with a sentence that names the option as it was given.
 * @example resolveConfig({ flags: { port: ['8080'] }, env: process.env }).port // 8080
 */
export function resolveConfig({ flags, env, file }: ConfigInput): Config {
  const path = file ?? (env['UNDERTONE_CONFIG'] === '' ? undefined : env['UNDERTONE_CONFIG']);
  const fromFile = path === undefined ? {} : readConfigFile(path);
  const given = new Map<OptionKey, RawValue>();
  for (const key of optionKeys) {
    const raw = rawFlag(key, flags) ?? rawVariable(key, env) ?? rawEntry(key, fromFile, path);
    if (raw !== undefined) given.set(key, raw);
  }
  const values = Object.fromEntries(Array.from(given, ([key, { value }]) => [key, value]));
  const result = configSchema.safeParse(values);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const subject = optionKeys.filter((key) => key === issue?.path[0]).map((key) => given.get(key)?.subject ?? key);
  throw new UndertoneError('bad_option', `${subject.join('')} ${issue?.message ?? 'is not valid'}.`, {
    cause: result.error,
  });
}

function rawFlag(key: OptionKey, flags: RawValues): RawValue | undefined {
  const values = flags[key];
  if (values === undefined) return undefined;
  return { value: docOf(key).isList ? values : values.at(-1), subject: `--${flagOf(key)}` };
}

/** An empty variable is how an environment says that it is not set, but must not unlock a server that is to be guarded. */
function rawVariable(key: OptionKey, env: ConfigInput['env']): RawValue | undefined {
  const { isGuard, alias = '' } = docOf(key);
  const isSet = (name: string): boolean => env[name] !== undefined && (isGuard || env[name] !== '');
  const name = [variableOf(key), alias].find(isSet);
  return name === undefined ? undefined : { value: env[name], subject: name };
}

function rawEntry(key: OptionKey, entries: Readonly<Record<string, unknown>>, path = ''): RawValue | undefined {
  return entries[key] === undefined ? undefined : { value: entries[key], subject: `\`${key}\` in ${path}` };
}

function readConfigFile(path: string): Readonly<Record<string, unknown>> {
  const value = parseFile(path);
  if (!isRecord(value)) throw new UndertoneError('bad_option', `${path} must hold a JSON object.`);
  const unknown = Object.keys(value).find((key) => !isOptionKey(key) && key !== '$schema');
  if (unknown === undefined) return value;
  throw new UndertoneError(
    'bad_option',
    `\`${unknown}\` in ${path} is not an option: \`undertone config\` lists the keys.`,
  );
}

function parseFile(path: string): unknown {
  try {
    // Editors on Windows begin a file with a byte order mark, which JSON forbids.
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UndertoneError('bad_option', `--config ${path} can't be read: ${sentenceOf(error)}.`, { cause: error });
  }
}
