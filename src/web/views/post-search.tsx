import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Page } from '../live/page.ts';
import { faultOf } from '../state/check-query.ts';
import { Fault } from './fault.tsx';
import { Segments } from './segments.tsx';

/** The pause of typing after which the posts are searched, in ms. */
const restMs = 300;

const orders = [
  { value: 'newest', label: 'Newest', title: 'The newest posts first' },
  { value: 'strongest', label: 'Strongest', title: 'The posts with the strongest sentiment first' },
] as const;

/** The search in the posts, and their order. */
export function PostSearch({ page }: { readonly page: Page }) {
  const { search, order } = page.posts;
  const text = useSignal(search.peek());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const typed = text.value.trim();
  const fault = typed === '' ? undefined : faultOf(typed);
  // The address may bring another search.
  useEffect(() => {
    if (text.peek().trim() !== search.value) text.value = search.value;
  }, [search.value]);
  const apply = (): void => {
    clearTimeout(timer.current);
    const found = text.peek().trim();
    if (found === '' || faultOf(found) === undefined) search.value = found;
  };
  return (
    <div class="post-search">
      <Field
        text={text}
        isInvalid={fault !== undefined}
        onApply={apply}
        onType={() => {
          clearTimeout(timer.current);
          timer.current = setTimeout(apply, restMs);
        }}
      />
      <Segments
        name="Order of the posts"
        options={orders}
        value={order.value}
        onChange={(value) => {
          order.value = value;
        }}
      />
      {fault !== undefined && (
        <div id="post-search-fault" aria-live="polite">
          <Fault fault={fault} />
        </div>
      )}
    </div>
  );
}

interface FieldProps {
  readonly text: Signal<string>;
  readonly isInvalid: boolean;
  readonly onApply: () => void;
  readonly onType: () => void;
}

function Field({ text, isInvalid, onApply, onType }: FieldProps) {
  return (
    <form
      role="search"
      aria-label="Posts"
      onSubmit={(event) => {
        event.preventDefault();
        onApply();
      }}
    >
      <input
        type="search"
        aria-label="Search in the posts"
        placeholder="search in the posts"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        enterkeyhint="search"
        maxLength={512}
        value={text.value}
        aria-invalid={isInvalid}
        aria-describedby={isInvalid ? 'post-search-fault' : undefined}
        onInput={({ currentTarget: { value } }) => {
          text.value = value;
          onType();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text.peek() === '') return;
          event.preventDefault();
          text.value = '';
          onApply();
        }}
      />
    </form>
  );
}
