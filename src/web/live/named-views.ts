import { signal, type Signal } from '@preact/signals';
import { readAddress, writeAddress } from '../state/address.ts';
import {
  nameIn,
  readViews,
  renamedView,
  withoutView,
  withView,
  writeViews,
  type NamedView,
} from '../state/named-views.ts';
import type { StoredText } from './browser-storage.ts';
import { showView, viewOf } from './page-view.ts';
import type { Page } from './page.ts';

/** The named views that this browser keeps. */
export class NamedViews {
  readonly list: Signal<readonly NamedView[]>;
  /** The view that was deleted last, until something else is done. */
  readonly deleted: Signal<NamedView | undefined> = signal(undefined);
  readonly #page: Page;
  readonly #storage: StoredText;

  constructor(page: Page, storage: StoredText) {
    this.#page = page;
    this.#storage = storage;
    this.list = signal(readViews(storage.read()));
  }

  /** Reads them again, since another tab may have changed them. */
  readonly refresh = (): void => {
    const stored = this.#storage.read();
    if (stored !== writeViews(this.list.peek())) this.list.value = readViews(stored);
  };

  /** Keeps what the page shows under a name, in place of the view that has it. Returns false without a name or queries. */
  save(text: string): boolean {
    const name = nameIn(text);
    const search = writeAddress({ ...viewOf(this.#page), isWall: false });
    if (name === '' || this.#page.tracks.peek().length === 0) return false;
    this.#change((views) => withView(views, { name, search }), `${name} is saved.`);
    return true;
  }

  /** Returns false where another view has the name. */
  rename({ name }: NamedView, text: string): boolean {
    const to = nameIn(text);
    const renamed = renamedView(this.list.peek(), name, to);
    if (renamed === undefined) return false;
    if (to !== name) this.#change((views) => renamedView(views, name, to) ?? views, `${name} is called ${to}.`);
    return true;
  }

  delete(view: NamedView): void {
    this.#change((views) => withoutView(views, view.name), `${view.name} is deleted.`);
    this.deleted.value = view;
  }

  /** Brings back the view that was deleted last. */
  restore(): void {
    const view = this.deleted.peek();
    if (view !== undefined) this.#change((views) => withView(views, view), `${view.name} is back.`);
  }

  /** Shows a view on the page. */
  open({ name, search }: NamedView): void {
    showView(this.#page, readAddress(search));
    this.deleted.value = undefined;
    this.#page.announcement.value = `${name} is shown.`;
  }

  #change(change: (views: readonly NamedView[]) => readonly NamedView[], sentence: string): void {
    this.refresh();
    this.list.value = change(this.list.peek());
    this.#storage.write(writeViews(this.list.peek()));
    this.deleted.value = undefined;
    this.#page.announcement.value = sentence;
  }
}
