import { RecentMap } from '../../model/index.ts';

/**
 * The keys of the posts that were deleted lately, in bounded memory: an answer of the server that was under way at that
 * time still has them.
 */
export class DeletedKeys {
  readonly #keys = new RecentMap<string, true>(1_000);

  add(key: string): void {
    this.#keys.set(key, true);
  }

  readonly has = (key: string): boolean => this.#keys.has(key);
}
