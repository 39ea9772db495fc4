import { globSync, readFileSync } from 'node:fs';

export const root = new URL('../..', import.meta.url).pathname;

/** A fenced block of a document. */
export interface Fence {
  readonly document: string;
  /** The word after the opening fence, such as `sh`; empty where there is none. */
  readonly language: string;
  readonly lines: readonly string[];
}

/** Returns the paths of all documents of the project, relative to its root. */
export const documents = (): readonly string[] =>
  globSync(['*.md', '.github/*.md', 'src/**/*.md', 'bench/*.md', 'test/**/*.md'], { cwd: root }).toSorted();

export const textOf = (document: string): string => readFileSync(`${root}${document}`, 'utf8');

/**
 * Returns the fenced blocks of a document.
 * @throws Error when the last fence is never closed.
 */
export function fencesOf(document: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { readonly language: string; readonly lines: string[] } | undefined;
  for (const line of textOf(document).split('\n')) {
    const mark = /^\s*```(\w*)$/.exec(line);
    if (mark === null) open?.lines.push(line);
    else if (open === undefined) open = { language: mark[1] ?? '', lines: [] };
    else {
      fences.push({ document, ...open });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${document} has a fence that is never closed.`);
  return fences;
}

/** Returns the lines outside of fences. */
export function proseOf(document: string): readonly string[] {
  let isFenced = false;
  return textOf(document)
    .split('\n')
    .filter((line) => {
      const isMark = /^\s*```/.test(line);
      if (isMark) isFenced = !isFenced;
      return !isMark && !isFenced;
    });
}

/** Returns the commands of a document's shell blocks, those joined by `&&` apart. */
export const commandsOf = (document: string): readonly string[] =>
  fencesOf(document)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ lines }) => lines.filter((line) => line.trim() !== '' && !line.startsWith('#')))
    .flatMap((line) => line.split(' && '));
