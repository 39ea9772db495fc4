import { UndertoneError } from '../model/index.ts';

/** A source as it was said, taken apart: `kind`, `kind:rest`, each with `?name=value&…`. */
export interface SourceName {
  readonly said: string;
  readonly kind: string;
  /** What follows the first colon, without the options; undefined without a colon. */
  readonly rest: string | undefined;
  readonly query: URLSearchParams;
}

export function splitName(said: string): SourceName {
  const [name = '', ...queries] = said.split('?');
  const colon = name.indexOf(':');
  return {
    said,
    kind: colon === -1 ? name : name.slice(0, colon),
    rest: colon === -1 ? undefined : name.slice(colon + 1),
    query: new URLSearchParams(queries.join('?')),
  };
}

/** What is wrong with a source, as a sentence that begins with it. */
export function refuse({ said }: Pick<SourceName, 'said'>, predicate: string): UndertoneError {
  return new UndertoneError('bad_option', `--source ${said} ${predicate}.`);
}

export function allowOptions(name: SourceName, names: readonly string[]): void {
  for (const option of name.query.keys()) {
    if (!names.includes(option)) throw refuse(name, `has no option \`${option}\``);
  }
}

export function noPath(name: SourceName): void {
  if (name.rest !== undefined) throw refuse(name, 'takes no path');
}

export interface NumberOption {
  readonly option: string;
  readonly or: number;
  readonly from: number;
  readonly to: number;
}

/** A number within bounds, or its default. */
export function numberIn(name: SourceName, { option, or, from, to }: NumberOption): number {
  const said = name.query.get(option);
  const value = said === null ? or : Number(said === '' ? NaN : said);
  if (value >= from && value <= to) return value;
  throw refuse(name, `needs a number from ${from} to ${to} as its ${option}`);
}

/** Whether an option that is a flag is set: `1` or `true`. */
export function flagged(name: SourceName, option: string): boolean {
  return ['1', 'true'].includes(name.query.get(option) ?? '');
}

/** The base URL of a server, without a slash at its end. `example` shows how one looks. */
export function baseUrl(name: SourceName, protocols: readonly string[], example: string): string {
  const { rest = '' } = name;
  const url = URL.parse(rest);
  if (url === null || !protocols.includes(url.protocol) || url.hostname === '') {
    throw refuse(name, `needs the address of a server, as in ${example}`);
  }
  if (url.username !== '' || url.password !== '') throw refuse(name, 'must not hold a password');
  return rest.replace(/\/+$/, '');
}
