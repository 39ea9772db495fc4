import type { IncomingMessage } from 'node:http';
import type { Answer } from './http.ts';
import { PolledService } from './polled-service.ts';

type Kind = 'post' | 'comment';
type Fields = Readonly<Record<string, unknown>>;

interface Listed {
  readonly id: number;
  readonly community: string;
  fields: Fields;
}

/** A Lemmy instance: the lists of its posts and comments, page by page, and faults on command. */
export class FakeLemmy extends PolledService {
  readonly #items: Readonly<Record<Kind, Listed[]>> = { post: [], comment: [] };

  static async start(): Promise<FakeLemmy> {
    const fake = new FakeLemmy();
    await fake.start();
    return fake;
  }

  protected override meetsFaults({ url = '' }: IncomingMessage): boolean {
    return url.startsWith('/api/v3/post/list?');
  }

  protected override answer({ url = '' }: IncomingMessage): Answer {
    const { pathname, searchParams } = new URL(url, 'http://fake');
    const kind = /^\/api\/v3\/(post|comment)\/list$/.exec(pathname)?.[1];
    if (kind !== 'post' && kind !== 'comment') return { status: 404, body: '{"error":"not_found"}' };
    const community = searchParams.get('community_name');
    const [limit, page] = ['limit', 'page'].map((name) => Number(searchParams.get(name)));
    if (limit === undefined || page === undefined || limit > 50)
      return { status: 400, body: '{"error":"couldnt_get"}' };
    const listed = this.#items[kind].filter((each) => community === null || each.community === community).toReversed();
    const creator = { name: 'ann', actor_id: 'https://example.com/u/ann' };
    const views = listed.slice((page - 1) * limit, page * limit).map(({ fields }) => ({ [kind]: fields, creator }));
    return { body: JSON.stringify({ [`${kind}s`]: views }) };
  }

  /** Adds a post or a comment; returns its id. */
  add(kind: Kind, fields: Fields, community = 'food'): number {
    const id = this.#items[kind].length + 1;
    const common = { id, published: '2026-01-15T10:35:00.123456Z', ap_id: `https://example.com/${kind}/${id}` };
    this.#items[kind].push({ id, community, fields: { ...common, ...fields } });
    return id;
  }

  /** Replaces fields of a post or a comment. */
  change(kind: Kind, id: number, fields: Fields): void {
    const listed = this.#items[kind].find((each) => each.id === id);
    if (listed !== undefined) listed.fields = { ...listed.fields, ...fields };
  }
}
