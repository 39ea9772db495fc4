import { eng } from 'stopword';

/** English words that carry no topic (108, from the npm package `stopword`). Never strip them before scoring: VADER reads them. */
export const stopwords: ReadonlySet<string> = new Set(eng);
