import { connect, type Client } from '../client/index.ts';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { parseQuery } from '../query/index.ts';
import { onlyOperand, type Args, type CommandSpec } from './command.ts';
import { explainFailure, readHistory, type ServerPlace } from './live/server-api.ts';
import { createLines, createPicture, type View } from './live/views.ts';
import { onStopSignals } from './signals.ts';

const defaultUrl = 'ws://127.0.0.1:8000/track';

/** Shows the posts on a query, live, until it is interrupted: a picture in a terminal, else a line for each post. */
export const track: CommandSpec = {
  operands: { usage: 'QUERY', meaning: 'The query, in quotes if it has spaces' },
  own: [
    { flags: '--url <url>', default: defaultUrl, variable: 'UNDERTONE_URL', meaning: 'The WebSocket of the server' },
    { flags: '--token <token>', variable: 'UNDERTONE_TOKEN', meaning: 'The token that the server asks for' },
  ],
  note: 'Keys in a terminal: q leaves, p holds the list of posts, ? shows help.',
  run: runTrack,
};

async function runTrack({ values, operands }: Args): Promise<number> {
  const query = onlyOperand(operands, 'one query (in quotes if it has spaces)');
  parseQuery(query);
  const { UNDERTONE_URL, UNDERTONE_TOKEN, TERM } = process.env;
  const place = {
    url: values['url']?.at(-1) ?? UNDERTONE_URL ?? defaultUrl,
    token: values['token']?.at(-1) ?? UNDERTONE_TOKEN,
  };
  const client = open(place);
  const onLeave = (): void => void client.close();
  onStopSignals({ onStop: onLeave, onSecondSignal: () => process.exit(1) });
  const isPicture = process.stdout.isTTY && TERM !== 'dumb';
  const view = isPicture ? createPicture({ query, onLeave }) : createLines();
  try {
    await Promise.all([
      followStates({ client, view, query }, place),
      followErrors(client, view),
      followQuery(client, query, view),
    ]);
  } finally {
    view.end();
    await client.close();
  }
  return 0;
}

function open({ url, token }: ServerPlace): Client {
  try {
    return connect(url, token === undefined ? {} : { token });
  } catch (error) {
    throw new UndertoneError('bad_option', `--url: ${sentenceOf(error)}`, { cause: error });
  }
}

interface Tracked {
  readonly client: Client;
  readonly view: View;
  readonly query: string;
}

/** Shows the state of the connection. One that was never live is a failure, while one that is lost is opened again. */
async function followStates({ client, view, query }: Tracked, place: ServerPlace): Promise<void> {
  let wasLive = false;
  for await (const state of client.states) {
    if (state.name === 'waiting' && !wasLive) throw new UndertoneError('unavailable', await explainFailure(place));
    view.state(state);
    if (state.name !== 'live' || wasLive) continue;
    wasLive = true;
    if (view.fillHistory !== undefined) void readHistory(place, query).then(view.fillHistory);
  }
}

async function followErrors(client: Client, view: View): Promise<void> {
  for await (const { message } of client.errors) view.error(message);
}

async function followQuery(client: Client, query: string, view: View): Promise<void> {
  for await (const event of client.track(query)) await view.event(event);
}
