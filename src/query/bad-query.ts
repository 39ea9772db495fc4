import { UndertoneError } from '../model/index.ts';

/** Creates the error for a query that cannot be used. The sentence is completed with `, at POSITION.`. */
export function badQuery(sentence: string, position: number): UndertoneError {
  return new UndertoneError('bad_query', `${sentence}, at ${position}.`, { position });
}

/** Returns text of the client in backticks, cut to a length that fits a sentence. */
export function excerpt(text: string): string {
  return `\`${text.length > 40 ? `${text.slice(0, 39).replace(/[\uD800-\uDBFF]$/, '')}…` : text}\``;
}
