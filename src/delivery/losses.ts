import { UndertoneError } from '../model/index.ts';

/** Returns the answer to a client whose queries, or those of its address, have more results than the server sends. */
export function lossError(results: number): UndertoneError {
  const lost = results === 1 ? '1 result was' : `${results} results were`;
  return new UndertoneError(
    'too_many',
    `${lost} left out: the queries of your address match more posts than the server sends it. Track fewer, or narrower ones.`,
  );
}
