import { UndertoneError, withoutSecrets } from '../model/index.ts';

/** A `--source` value in its parts: `kind`, `kind:rest`, each with `?name=value&…`. */
export interface SourceName {
  /** The value as it was given. */
  readonly raw: string;
  readonly kind: string;
  /** The text after the first colon, without the options; undefined without a colon. */
  readonly rest: string | undefined;
  readonly query: URLSearchParams;
}

/** The environment variables of the process, which hold keys. */
export type Environment = Readonly<Partial<Record<string, string>>>;

/**
 * Splits a `--source` value into its parts. Never fails: what the parts mean is the definition's matter.
 * @example splitName('file:posts.ndjson?loop=1') // { kind: 'file', rest: 'posts.ndjson', query: loop=1, … }
 */
export function splitName(raw: string): SourceName {
  const [name = '', ...queries] = raw.split('?');
  const colon = name.indexOf(':');
  return {
    raw,
    kind: colon === -1 ? name : name.slice(0, colon),
    rest: colon === -1 ? undefined : name.slice(colon + 1),
    query: new URLSearchParams(queries.join('?')),
  };
}

/**
 * Creates the error for a source that can't be used, with a sentence that begins with its name.
 * @example throw invalidSource(name, 'needs a path, as in file:posts.ndjson');
 */
export function invalidSource({ raw }: Pick<SourceName, 'raw'>, predicate: string): UndertoneError {
  return new UndertoneError('bad_option', `--source ${withoutSecrets(raw)} ${predicate}.`);
}

/**
 * Refuses every option of a source but those named.
 * @example allowOptions(name, ['seed', 'rate']);
 * @throws UndertoneError `bad_option`.
 */
export function allowOptions(name: SourceName, options: readonly string[]): void {
  for (const option of name.query.keys()) {
    if (!options.includes(option)) throw invalidSource(name, `has no option \`${option}\``);
  }
}

/**
 * Refuses whatever follows the source's kind after a colon.
 * @example allowNoPath(splitName('stdin'));
 * @throws UndertoneError `bad_option`.
 */
export function allowNoPath(name: SourceName): void {
  if (name.rest !== undefined) throw invalidSource(name, 'takes no path');
}

export interface NumberOption {
  readonly option: string;
  /** The value where the option is absent. */
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Returns a numeric option within bounds, or its default.
 * @example numberOption(name, { option: 'every', default: 10, min: 0.05, max: 86_400 });
 * @throws UndertoneError `bad_option`.
 */
export function numberOption(name: SourceName, { option, default: otherwise, min, max }: NumberOption): number {
  const raw = name.query.get(option);
  const value = raw === null ? otherwise : Number(raw === '' ? NaN : raw);
  if (value >= min && value <= max) return value;
  throw invalidSource(name, `needs a number from ${min} to ${max} as its ${option}`);
}

/**
 * Returns whether an option that is a flag is set: `1` or `true`.
 * @example flagOption(splitName('file:posts.ndjson?loop=1'), 'loop') // true
 */
export function flagOption(name: SourceName, option: string): boolean {
  return ['1', 'true'].includes(name.query.get(option) ?? '');
}

export interface BaseUrlOptions {
  /** With their colon, as in `https:`. */
  readonly protocols: readonly string[];
  /** A source that is right, for the sentence. */
  readonly example: string;
}

/**
 * Returns the URL that follows the source's kind, without slashes at its end.
 * @example baseUrl(name, { protocols: ['http:', 'https:'], example: 'mastodon:https://mastodon.social' });
 * @throws UndertoneError `bad_option`; also for a URL with a password, which belongs in the environment.
 */
export function baseUrl(name: SourceName, { protocols, example }: BaseUrlOptions): string {
  const { rest = '' } = name;
  const url = URL.parse(rest);
  if (url === null || !protocols.includes(url.protocol) || url.hostname === '') {
    throw invalidSource(name, `needs the address of a server, as in ${example}`);
  }
  if (url.username !== '' || url.password !== '') throw invalidSource(name, 'must not hold a password');
  return rest.replace(/\/+$/, '');
}

export interface KeyOptions {
  /** The environment variable. */
  readonly variable: string;
  /** Its content, as the error sentence names it: `a user token with read:statuses`. */
  readonly what: string;
  readonly env: Environment;
}

/**
 * Returns a key from the environment, without the spaces and line breaks that come along when it is copied.
 * @example keyFrom(name, { variable: 'X_BEARER_TOKEN', what: "an app's bearer token", env });
 * @throws UndertoneError `bad_option` with a sentence that names the variable.
 */
export function keyFrom(name: SourceName, { variable, what, env }: KeyOptions): string {
  const key = (env[variable] ?? '').trim();
  if (key === '') throw invalidSource(name, `needs ${what} in the environment variable ${variable}`);
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw invalidSource(name, `finds no key in ${variable}: it must be one word of ASCII`);
  }
  return key;
}
