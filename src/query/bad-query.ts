import { UndertoneError } from '../model/index.ts';

/** The refusal of a query: `sentence` ends where `, at POSITION.` follows. */
export function badQuery(sentence: string, position: number): UndertoneError {
  return new UndertoneError('bad_query', `${sentence}, at ${position}.`, { position });
}

/** What the client wrote, cut to a length that a sentence can carry. */
export function excerpt(text: string): string {
  return `\`${text.length > 40 ? `${text.slice(0, 39).replace(/[\uD800-\uDBFF]$/, '')}…` : text}\``;
}
