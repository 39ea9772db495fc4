import { connect, type Client } from '../client/index.ts';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { parseQuery } from '../query/index.ts';
import { onlyOperand, type Args, type CommandSpec } from './command.ts';
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
  run: runTrack,
};

async function runTrack({ values, operands }: Args): Promise<number> {
  const query = onlyOperand(operands, 'one query (in quotes if it has spaces)');
  parseQuery(query);
  const { UNDERTONE_URL, UNDERTONE_TOKEN, TERM } = process.env;
  const url = values['url']?.at(-1) ?? UNDERTONE_URL ?? defaultUrl;
  const client = open(url, values['token']?.at(-1) ?? UNDERTONE_TOKEN);
  onStopSignals({ onStop: () => void client.close(), onSecondSignal: () => process.exit(1) });
  const view = process.stdout.isTTY && TERM !== 'dumb' ? createPicture(query) : createLines();
  try {
    await Promise.all([followStates(client, url, view), followErrors(client, view), followQuery(client, query, view)]);
  } finally {
    view.end();
    await client.close();
  }
  return 0;
}

function open(url: string, token: string | undefined): Client {
  try {
    return connect(url, token === undefined ? {} : { token });
  } catch (error) {
    throw new UndertoneError('bad_option', `--url: ${sentenceOf(error)}`, { cause: error });
  }
}

/** Says how the connection fares. One that never was is a failure; one that is lost comes back. */
async function followStates(client: Client, url: string, view: View): Promise<void> {
  let wasLive = false;
  for await (const state of client.states) {
    wasLive ||= state.name === 'live';
    if (state.name === 'waiting' && !wasLive) throw new UndertoneError('unavailable', `${url}: ${state.ending.reason}`);
    view.state(state);
  }
}

async function followErrors(client: Client, view: View): Promise<void> {
  for await (const { message } of client.errors) view.error(message);
}

async function followQuery(client: Client, query: string, view: View): Promise<void> {
  for await (const event of client.track(query)) await view.event(event);
}
