import { map, mergeMap, of, take, type Observable, type SchedulerLike } from 'rxjs';
import { isRecord } from '../../model/index.ts';
import { httpGet, readBody, refuseWith } from '../net/http.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';

/** What is read of an instance: everything, or some tags; of all servers that it knows, or of itself only. */
export interface Feeds {
  readonly tags: readonly string[];
  readonly local: boolean;
}

export interface InstanceOptions extends Feeds {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What can be done about a refusal. */
  readonly advice: string;
  readonly scheduler: SchedulerLike;
}

const maxBodyBytes = 4_194_304;

/**
 * Asks an instance where it streams, and whether its feeds are open (`entities/Instance`: since 4.5 a closed feed is
 * accepted by the streaming server, which then sends nothing but deletions). An instance without that document streams
 * where it lives. Emits the base of its streaming server.
 */
export function askInstance(options: InstanceOptions): Observable<string> {
  const { base, headers } = options;
  return httpGet({ url: new URL(`${base}/api/v2/instance`), headers }).pipe(
    mergeMap((answer) => {
      if (answer.status === 404) return of(base);
      if (answer.status !== 200) return refuseWith(answer, options);
      return readBody(answer, maxBodyBytes).pipe(map((body) => readInstance(body.toString(), options)));
    }),
    take(1),
  );
}

function readInstance(body: string, options: InstanceOptions): string {
  const { base } = options;
  const configuration = recordIn(parse(body, base), 'configuration');
  if (isClosed(recordIn(configuration, 'timelines_access'), options)) {
    const feed = options.tags.length > 0 ? 'hashtag feeds' : 'live feeds';
    throw new UpstreamFailure('fatal', `${new URL(base).host} keeps its ${feed} closed, so it has no posts for us.`);
  }
  const streaming = recordIn(configuration, 'urls')?.['streaming'];
  const url = typeof streaming === 'string' ? URL.parse(streaming) : null;
  if (url === null || url.host === '') return base;
  // It is a WebSocket's address; the token goes there, so a secure instance is never left for an insecure server.
  const secure = url.protocol === 'wss:' || url.protocol === 'https:' || base.startsWith('https:');
  return `${secure ? 'https' : 'http'}://${url.host}${url.pathname.replace(/\/+$/, '')}`;
}

/** Whether nothing of what is wanted would come. */
function isClosed(access: Fields | undefined, { tags, local }: Feeds): boolean {
  const feeds = recordIn(access, tags.length > 0 ? 'hashtag_feeds' : 'live_feeds');
  if (feeds === undefined) return false;
  const closed = (name: string): boolean => feeds[name] === 'disabled';
  return closed('local') && (local || closed('remote'));
}

type Fields = Readonly<Record<string, unknown>>;

function recordIn(fields: Fields | undefined, name: string): Fields | undefined {
  const value = fields?.[name];
  return isRecord(value) ? value : undefined;
}

function parse(body: string, base: string): Fields {
  try {
    const value: unknown = JSON.parse(body);
    if (isRecord(value)) return value;
  } catch {
    // Said below.
  }
  throw new UpstreamFailure('refused', `${new URL(base).host} answers like no Mastodon server.`);
}
