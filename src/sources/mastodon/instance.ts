import { map, mergeMap, of, take, type Observable, type SchedulerLike } from 'rxjs';
import { isRecord, isString, parseJson, type JsonObject } from '../../model/index.ts';
import { httpGet, readBody, refuseWith, textOf } from '../net/http.ts';
import type { Leader } from '../net/network.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';

/** The feeds that are read of an instance: everything, or some tags; of all servers that it knows, or of itself only. */
export interface Feeds {
  readonly tags: readonly string[];
  readonly local: boolean;
}

export interface InstanceOptions extends Feeds {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A sentence on what a person can do about a refusal. */
  readonly advice: string;
  readonly scheduler: SchedulerLike;
}

/** The base of a streaming server, and the answer that names it. */
export interface StreamingBase {
  readonly base: string;
  readonly ledBy: Leader;
}

const maxBodyBytes = 4_194_304;

/**
 * Asks an instance where it streams, and whether its feeds are open (`entities/Instance`: since 4.5 the streaming server
 * accepts a closed feed and then sends nothing but deletions). An instance without that document streams from its own
 * host. Emits the base of the streaming server.
 */
export function fetchStreamingBase(options: InstanceOptions): Observable<StreamingBase> {
  const { base, headers } = options;
  return httpGet({ url: new URL(`${base}/api/v2/instance`), headers }).pipe(
    mergeMap((answer) => {
      if (answer.status === 404) return of({ base, ledBy: answer });
      if (answer.status !== 200) return refuseWith(answer, options);
      return readBody(answer, maxBodyBytes).pipe(
        map((body) => ({ base: readInstance(textOf(body), options), ledBy: answer })),
      );
    }),
    take(1),
  );
}

function readInstance(body: string, options: InstanceOptions): string {
  const { base } = options;
  const document = parseJson(body);
  if (!isRecord(document)) {
    throw new UpstreamFailure('refused', `${new URL(base).host} answers like no Mastodon server.`);
  }
  const configuration = recordIn(document, 'configuration');
  if (isClosed(recordIn(configuration, 'timelines_access'), options)) {
    const feed = options.tags.length > 0 ? 'hashtag feeds' : 'live feeds';
    throw new UpstreamFailure('fatal', `${new URL(base).host} keeps its ${feed} closed, so it has no posts for us.`);
  }
  const streaming = recordIn(configuration, 'urls')?.['streaming'];
  const url = isString(streaming) ? URL.parse(streaming) : null;
  if (url === null || url.host === '') return base;
  // It is a WebSocket's address; the token goes there, so a secure instance is never left for an insecure server.
  const secure = url.protocol === 'wss:' || url.protocol === 'https:' || base.startsWith('https:');
  return `${secure ? 'https' : 'http'}://${url.host}${url.pathname.replace(/\/+$/, '')}`;
}

/** Returns whether no post of the wanted feeds would come. */
function isClosed(access: JsonObject | undefined, { tags, local }: Feeds): boolean {
  const feeds = recordIn(access, tags.length > 0 ? 'hashtag_feeds' : 'live_feeds');
  if (feeds === undefined) return false;
  const closed = (name: string): boolean => feeds[name] === 'disabled';
  return closed('local') && (local || closed('remote'));
}

function recordIn(fields: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = fields?.[name];
  return isRecord(value) ? value : undefined;
}
