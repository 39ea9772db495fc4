import { parseJson, recordList, stringField } from '../../model/index.ts';
import { readAddress, writeAddress } from './address.ts';

/** A view of the page that is kept under a name. */
export interface NamedView {
  readonly name: string;
  /** The part of an address from `?` on. */
  readonly search: string;
}

/** The most views that are kept, and the longest name, in UTF-16 units. */
export const maxViews = 50;
export const maxNameLength = 80;

/** Reads views as `writeViews` wrote them; invalid ones are left out. */
export function readViews(text: string): readonly NamedView[] {
  return recordList(parseJson(text))
    .flatMap((fields) => {
      const name = nameIn(stringField(fields, 'name') ?? '');
      const search = writeAddress(readAddress(stringField(fields, 'search') ?? ''));
      return name === '' || search === '' ? [] : [{ name, search }];
    })
    .filter(({ name }, index, views) => views.findIndex((view) => view.name === name) === index)
    .slice(0, maxViews);
}

/** Writes views so that they can be kept. */
export const writeViews = (views: readonly NamedView[]): string => JSON.stringify(views);

/** Returns a name as it is kept. */
export const nameIn = (text: string): string => text.trim().replace(/\s+/g, ' ').slice(0, maxNameLength);

/** Returns the views with another one, which comes first, or in the place of the one that has its name. */
export function withView(views: readonly NamedView[], view: NamedView): readonly NamedView[] {
  if (!views.some(({ name }) => name === view.name)) return [view, ...views].slice(0, maxViews);
  return views.map((each) => (each.name === view.name ? view : each));
}

export const withoutView = (views: readonly NamedView[], name: string): readonly NamedView[] =>
  views.filter((each) => each.name !== name);

/** Returns the views with one under another name; undefined where another view has that one. */
export function renamedView(views: readonly NamedView[], from: string, to: string): readonly NamedView[] | undefined {
  if (to === '' || (to !== from && views.some(({ name }) => name === to))) return undefined;
  return views.map((each) => (each.name === from ? { ...each, name: to } : each));
}
