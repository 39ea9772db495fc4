import { isRecord, sentenceOf, UndertoneError, type JsonObject } from '../../model/index.ts';
import { askServer, explainFailure, sentenceIn, type Answer, type ServerPlace } from '../live/server-api.ts';

/** The parameters of a request; those that are undefined are left out. */
export type Params = Readonly<Record<string, string | undefined>>;

/**
 * Asks the server, by GET with parameters.
 * @throws UndertoneError with the server's own sentence, or one on why it does not answer.
 */
export async function ask(place: ServerPlace, path: string, params: Params = {}): Promise<JsonObject> {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined) given.set(name, value);
  return bodyOf(await answerTo(place, `${path}?${given.toString()}`));
}

/** Sends the server a body of JSON; throws as `ask` does. */
export async function send(place: ServerPlace, path: string, body: unknown): Promise<JsonObject> {
  return bodyOf(await answerTo(place, path, body));
}

/** Returns the text of an answer; throws as `ask` does. */
export async function askText(place: ServerPlace, path: string): Promise<string> {
  return (await answerTo(place, path)).text;
}

async function answerTo(place: ServerPlace, path: string, body?: unknown): Promise<Answer> {
  const answer = await askServer(place, path, body).catch((error: unknown) => sentenceOf(error));
  if (typeof answer === 'string' || answer.status === 401) {
    throw new UndertoneError('unavailable', await explainFailure(place));
  }
  if (answer.status < 300) return answer;
  const sentence = sentenceIn(answer.body) ?? `The server answers ${answer.status}: is it an Undertone server?`;
  throw new UndertoneError('bad_request', `${sentence}${positionIn(answer.body)}`);
}

function bodyOf({ body }: Answer): JsonObject {
  if (isRecord(body)) return body;
  throw new UndertoneError('unavailable', 'The server answers with something else than JSON: check --url.');
}

/** Returns where a query is wrong, for the end of a sentence. */
function positionIn(body: unknown): string {
  const error = isRecord(body) ? body['error'] : undefined;
  const position = isRecord(error) ? error['position'] : undefined;
  return typeof position === 'number' ? ` (position ${position})` : '';
}
