import { isRecord, parseJson } from '../../model/index.ts';
import type { Line } from '../../text/index.ts';
import { createEdits } from '../edits.ts';
import type { Signal } from '../supervisor/supervise.ts';
import { postOf } from './post.ts';
import { faultOf } from './problems.ts';

export interface ReaderOptions {
  readonly source: string;
  readonly host: string;
  readonly now: () => number;
}

const maxEdits = 10_000;

/** What X's messages mean. */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #edits = createEdits(maxEdits);

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** A line of the stream. Throws the failure that the last words of the stream are. */
  line(line: Line): Signal {
    if (!('text' in line)) return this.#invalid;
    if (line.text.trim() === '') return { type: 'alive' };
    const message = parseJson(line.text);
    if (!isRecord(message)) return this.#invalid;
    // A post may come with errors beside it, which tell of something that it refers to.
    if (message['data'] !== undefined) return this.post(message['data'], message['includes']);
    const failure = faultOf(message, this.#options.host);
    if (failure !== undefined) throw failure;
    return { type: 'alive' };
  }

  /** An edit with a text that is known is the post that is known; the graph drops and counts it. */
  post(data: unknown, includes: unknown): Signal {
    const { source, now } = this.#options;
    const read = postOf(data, includes, { source, now: now() });
    if (read === undefined) return this.#invalid;
    const { post, original } = read;
    if (original === post.id) {
      this.#edits.note(post.id, post.text);
      return { type: 'post', post };
    }
    const id = this.#edits.idOf({ id: original, text: post.text, next: post.id });
    return { type: 'post', post: { ...post, id } };
  }

  get #invalid(): Signal {
    return { type: 'invalid', source: this.#options.source, count: 1 };
  }
}
