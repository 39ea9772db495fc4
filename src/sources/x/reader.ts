import { isRecord, parseJson } from '../../model/index.ts';
import type { Line } from '../../node/lines.ts';
import { createEditHistory } from '../edit-history.ts';
import type { Signal } from '../supervisor/supervise.ts';
import { postOf, readIncludes, type Includes } from './post.ts';
import { faultOf } from './problems.ts';

export interface MessageReaderOptions {
  readonly source: string;
  readonly host: string;
  readonly now: () => number;
}

const maxEdits = 10_000;

/** Reads the messages of X. */
export class MessageReader {
  readonly #options: MessageReaderOptions;
  readonly #edits = createEditHistory(maxEdits);

  constructor(options: MessageReaderOptions) {
    this.#options = options;
  }

  /** Reads a line of the stream. Throws the failure with which X announces the end of the stream. */
  line(line: Line): readonly Signal[] {
    if (!('text' in line)) return [this.#invalid];
    if (line.text.trim() === '') return [{ type: 'alive' }];
    const message = parseJson(line.text);
    if (!isRecord(message)) return [this.#invalid];
    // Errors beside a post concern something that it refers to.
    if (message['data'] !== undefined) return this.post(message['data'], readIncludes(message['includes']));
    const failure = faultOf(message, this.#options.host);
    if (failure !== undefined) throw failure;
    return [{ type: 'alive' }];
  }

  /**
   * Reads a post. An edit that keeps the text gets the id of the known post, so that the graph drops it as a
   * duplicate; any other deletes the posts of the old texts.
   */
  post(data: unknown, includes: Includes): readonly Signal[] {
    const { source, now } = this.#options;
    const read = postOf(data, includes, { source, now: now() });
    if (read === undefined) return [this.#invalid];
    const { post, original } = read;
    if (original === post.id) {
      this.#edits.record(post.id, post.text);
      return [{ type: 'post', post }];
    }
    const before = this.#edits.idsOf(original);
    const id = this.#edits.idOf({ id: original, text: post.text, next: post.id });
    const replaced = before.includes(id) ? [] : before;
    return [
      ...replaced.map((old): Signal => ({ type: 'delete', source, id: old })),
      { type: 'post', post: { ...post, id } },
    ];
  }

  get #invalid(): Signal {
    return { type: 'counted', source: this.#options.source, outcome: 'invalid', count: 1 };
  }
}
