import { useSignal, type Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Page } from '../live/page.ts';
import { maxQueries } from '../state/address.ts';
import { faultOf } from '../state/check-query.ts';
import { Fault } from './fault.tsx';
import { QueryInput } from './query-input.tsx';

/** The field for a query, which shows its fault while it is typed. */
export function TrackForm({ page }: { readonly page: Page }) {
  const text = useSignal('');
  const isOpen = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const isEmpty = text.value.trim() === '';
  const fault = isEmpty ? undefined : faultOf(text.value);
  const tracks = page.tracks.value;
  const isFull = tracks.length >= maxQueries;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const query = text.peek().trim();
    if (query === '') return;
    if (fault !== undefined) {
      input.current?.focus();
      input.current?.setSelectionRange(fault.start, fault.end);
    } else if (page.track(query) || !isFull) {
      text.value = '';
      isOpen.value = false;
    }
  };
  return (
    <form
      ref={form}
      class={`track-form${tracks.length === 0 ? ' first' : ''}`}
      role="search"
      onSubmit={submit}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) isOpen.value = false;
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') isOpen.value = false;
        if (moveInSuggestions(form.current, event.key)) event.preventDefault();
      }}
    >
      <Field
        page={page}
        text={text}
        isFirst={tracks.length === 0}
        isFull={isFull}
        isInvalid={fault !== undefined}
        inputRef={input}
        onOpen={() => (isOpen.value = true)}
      />
      <div id="query-fault" aria-live="polite">
        {fault !== undefined && <Fault fault={fault} />}
        {isFull && <p class="hint">{maxQueries} queries fit on a page: remove one to track another.</p>}
      </div>
      {isEmpty && !isFull && (isOpen.value || tracks.length === 0) && (
        <Suggestions
          page={page}
          onChoose={() => {
            isOpen.value = false;
            input.current?.focus();
          }}
        />
      )}
    </form>
  );
}

interface FieldProps {
  readonly page: Page;
  readonly text: Signal<string>;
  readonly isFirst: boolean;
  readonly isFull: boolean;
  readonly isInvalid: boolean;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  /** Opens the suggestions. */
  readonly onOpen: () => void;
}

function Field({ page, text, isFirst, isFull, isInvalid, inputRef, onOpen }: FieldProps) {
  return (
    <div class="field">
      <label for="query">Track</label>
      <QueryInput
        page={page}
        id="query"
        text={text}
        inputRef={inputRef}
        enterKey="go"
        faultId="query-fault"
        placeholder={isFirst ? 'a topic: pizza, "north station", #rome, football -transfer' : 'another topic'}
        isInvalid={isInvalid}
        onOpen={onOpen}
      />
      <kbd aria-hidden="true">/</kbd>
      <button type="submit" class="primary" disabled={isFull}>
        Track
      </button>
    </div>
  );
}

/** Moves the focus between the field and the suggestions by an arrow key; returns false for other keys. */
function moveInSuggestions(form: HTMLFormElement | null, key: string): boolean {
  if (form === null || (key !== 'ArrowDown' && key !== 'ArrowUp')) return false;
  const stops = [...form.querySelectorAll<HTMLElement>('input, .chip')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[at + (key === 'ArrowDown' ? 1 : -1)];
  next?.focus();
  return next !== undefined;
}

/** Suggested queries: the demo's topics, and those that others track. */
function Suggestions({ page, onChoose }: { readonly page: Page; readonly onChoose: () => void }) {
  const all = useSignal<readonly string[]>([]);
  useEffect(() => {
    void page.api.suggestions().then((suggestions) => {
      all.value = suggestions;
    });
  }, [page]);
  const tracked = new Set(page.tracks.value.flatMap(({ query, canonical }) => [query, canonical]));
  const left = all.value.filter((query) => !tracked.has(query)).slice(0, 12);
  if (left.length === 0) return null;
  return (
    <div class="suggestions" role="group" aria-label="Topics to try">
      <span class="hint">Try</span>
      {left.map((query) => (
        <button
          key={query}
          type="button"
          class="chip"
          onClick={() => {
            page.track(query);
            onChoose();
          }}
        >
          {query}
        </button>
      ))}
    </div>
  );
}
