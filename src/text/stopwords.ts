import { eng } from 'stopword';

/**
 * English words that carry no topic (108, from the npm package `stopword`). They must not be removed before scoring,
 * because VADER reads them.
 */
export const stopwords: ReadonlySet<string> = new Set(eng);
