import { baseUrl, numberOption, type SourceName } from '../source-name.ts';

export interface PolledAddress {
  readonly url: string;
  /** The pause between two requests, in ms. */
  readonly everyMs: number;
}

const maxEverySeconds = 86_400;

/**
 * Returns the address that follows a source's kind, and its option `every`. The address may have a query of its own: only
 * `every` is removed, and the rest stays as it was written.
 * @example polledAddress(name, { example: 'poll:https://example.com/comments.json', everySeconds: 10 });
 * @throws UndertoneError `bad_option`.
 */
export function polledAddress(
  name: SourceName,
  { example, everySeconds }: { readonly example: string; readonly everySeconds: number },
): PolledAddress {
  const address = name.raw.slice(name.kind.length + 1);
  const url = address.replace(/(?<=[?&])every=[^&#]*&?/g, '').replace(/[?&](?=#|$)/, '');
  baseUrl({ ...name, rest: url }, { protocols: ['http:', 'https:'], example });
  const seconds = numberOption(name, { option: 'every', default: everySeconds, min: 0.05, max: maxEverySeconds });
  return { url, everyMs: seconds * 1_000 };
}
