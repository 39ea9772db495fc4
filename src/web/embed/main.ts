/**
 * The card that other sites embed: the last hour of one query, live. It is one file, since a frame of another site gets no
 * cookie, so that its requests carry the token of its address. Never loads anything else, and stores nothing.
 */
import { isRecord, isString, parseJson } from '../../model/index.ts';
import { readHistory } from '../state/api-schemas.ts';
import { showHour, showQuery, showState } from './card.ts';
import './card.css';
import { Hour, minuteMs, type CardSummary } from './hour.ts';

const params = new URLSearchParams(location.search);
const query = params.get('q') ?? '';
const token = params.get('access_token');

const hour = new Hour();
/** The time between two reads of the store, which corrects minutes to which posts came late, in ms. */
const reloadMs = 5 * minuteMs;
/** The time after which a stream that the server has refused is tried again, in ms, at random up to twice as long. */
const retryMs = 30_000;
/** The length of a summary, and the time between two, in ms. */
const summaryMs = 10_000;

function urlOf(path: string, asked: Readonly<Record<string, string>>): string {
  return `${path}?${new URLSearchParams({ ...asked, ...(token !== null && { access_token: token }) }).toString()}`;
}

/** Reads the last hour from the store. Returns why it can't, as a sentence. */
async function load(): Promise<string | undefined> {
  const response = await fetch(urlOf('/v1/history', { query, step: String(minuteMs) })).catch(() => undefined);
  const answer: unknown = await response?.json().catch(() => undefined);
  if (response?.ok !== true) return reasonOf(answer);
  const history = readHistory(answer);
  const to: unknown = isRecord(answer) ? answer['to'] : undefined;
  if (history !== undefined && typeof to === 'number') {
    const minutes = history.buckets.map((bucket) => ({ ...bucket, unscored: bucket.unscored ?? 0 }));
    hour.load(minutes, to);
  }
  showHour(hour.read());
  return undefined;
}

function reasonOf(answer: unknown): string {
  const error: unknown = isRecord(answer) ? answer['error'] : undefined;
  return isRecord(error) && isString(error['message']) ? error['message'] : 'no connection, trying again';
}

function follow(): void {
  const window = { posts: '0', windowMs: String(summaryMs) };
  const stream = new EventSource(urlOf('/v1/stream', { track: query, ...window }));
  const frameOf = ({ data }: MessageEvent): unknown => (isString(data) ? parseJson(data) : undefined);
  stream.addEventListener('open', () => {
    hour.restart();
    void load();
  });
  stream.addEventListener('tracking', (event) => {
    showState(stateOf(frameOf(event)));
  });
  stream.addEventListener('summary', (event) => {
    const summary = summaryIn(frameOf(event));
    if (summary === undefined) return;
    if (hour.add(summary)) showHour(hour.read());
    else void load();
  });
  stream.addEventListener('error', () => {
    if (stream.readyState !== EventSource.CLOSED) {
      showState('reconnecting');
      return;
    }
    void load().then((reason) => {
      showState(reason ?? 'not live, trying again');
    });
    setTimeout(follow, retryMs * (1 + Math.random()));
  });
}

/** Returns the state of the sources: whether one of them is live. */
function stateOf(frame: unknown): string {
  const upstream: unknown = isRecord(frame) ? frame['upstream'] : undefined;
  const states = isRecord(upstream) ? Object.values(upstream) : [];
  if (states.includes('live')) return 'live';
  return states.includes('pending') ? 'connecting' : 'no source is live';
}

const figures = ['from', 'to', 'posts', 'positive', 'negative', 'neutral', 'meanCompound'] as const;

function summaryIn(frame: unknown): CardSummary | undefined {
  if (!isRecord(frame)) return undefined;
  const numbers = figures.map((name) => Number(frame[name] ?? NaN));
  if (numbers.some(Number.isNaN)) return undefined;
  const [from = 0, to = 0, posts = 0, positive = 0, negative = 0, neutral = 0, meanCompound = 0] = numbers;
  return {
    from,
    to,
    posts,
    positive,
    negative,
    neutral,
    meanCompound,
    unscored: posts - positive - negative - neutral,
  };
}

document.documentElement.dataset['theme'] = params.get('theme') ?? '';
showQuery(query);
follow();
setInterval(() => {
  void load();
}, reloadMs);
