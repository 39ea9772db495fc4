import { isStringList, parseJson, RecentMap, type Post } from '../../model/index.ts';
import { digestOf } from '../ids.ts';

/** The most items that are remembered. */
const maxItems = 10_000;
/** Hexadecimal digits of a digest. */
const digits = 20;

/** The novelty of an item beside those before it. */
export type Novelty =
  | { readonly type: 'new' | 'known' }
  /** `old` is the id of its last text, `id` that of the new one. */
  | { readonly type: 'edited'; readonly old: string; readonly id: string };

interface Known {
  /** The digest of its text. */
  readonly text: string;
  /** The id under which that text came. */
  readonly as: string;
}

/** Remembers items by their ids and by their texts, so that each comes once: also under a new id, also after a restart. */
export class ItemMemory {
  readonly #known = new RecentMap<string, Known>(maxItems);
  /** The ids of posts by the digests of their links with their texts: an item with a new id is known by them. */
  readonly #contents = new RecentMap<string, string>(maxItems);

  /** Resumes what an earlier run has kept: a value of `kept`. */
  constructor(kept: unknown = []) {
    for (const entry of Array.isArray(kept) ? kept.slice(-maxItems) : []) {
      const [id, text, content, as] = isStringList(entry) ? entry : [];
      if (id === undefined || text === undefined || content === undefined || as === undefined) continue;
      this.#remember(id, { text, as }, content);
    }
  }

  /** Records an item and returns what it is; `editedId` is the id of its text where it was edited. */
  admit(post: Post, editedId: string): Novelty {
    const id = digestOf(post.id, digits);
    const text = digestOf(post.text, digits);
    const content = contentOf(post);
    const known = this.#known.get(id);
    const as = known?.text === text ? known.as : this.#contents.get(content);
    if (as !== undefined) {
      this.#remember(id, { text, as }, content);
      return { type: 'known' };
    }
    if (known === undefined) {
      this.#remember(id, { text, as: post.id }, content);
      return { type: 'new' };
    }
    // Some feeds edit an item twice without a new date.
    const next = known.as === editedId ? `${editedId}+` : editedId;
    this.#remember(id, { text, as: next }, content);
    return { type: 'edited', old: known.as, id: next };
  }

  /** Returns what to keep of these items for a later run. */
  kept(posts: readonly Post[]): unknown {
    return posts.flatMap((post) => {
      const id = digestOf(post.id, digits);
      const known = this.#known.get(id);
      return known === undefined ? [] : [[id, known.text, contentOf(post), known.as]];
    });
  }

  #remember(id: string, known: Known, content: string): void {
    this.#known.set(id, known);
    this.#contents.set(content, known.as);
  }
}

const contentOf = ({ url = '', text }: Post): string => digestOf(`${url}\n${text}`, digits);

/** Returns what an earlier run has kept of its items; nothing when it can't be read. */
export const parseKept = (value: string | undefined): unknown => parseJson(value ?? '') ?? [];
