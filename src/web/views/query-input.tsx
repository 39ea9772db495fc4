import { useSignal, type Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Page } from '../live/page.ts';
import { completionsAt, type Completion } from '../state/complete.ts';
import { liveSources } from '../state/sources.ts';

interface QueryInputProps {
  readonly page: Page;
  readonly id: string;
  /** The name for screen readers, where there is no label. */
  readonly name?: string;
  readonly text: Signal<string>;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly placeholder?: string;
  readonly enterKey: 'go' | 'done';
  readonly isInvalid: boolean;
  /** The id of the element that tells what is wrong. */
  readonly faultId: string;
  /** Called for a click and the arrow down while no operators are shown. */
  readonly onOpen?: () => void;
}

/**
 * The field for a query, which offers operators as one types: a combobox whose list is reached by the arrow keys
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Enter without a chosen one enters the query.
 */
export function QueryInput(props: QueryInputProps) {
  const { id, name, text, inputRef, placeholder, enterKey, isInvalid, faultId, onOpen } = props;
  const { items, active, look, close, insert, press } = useCompletions(props);
  const isOpen = items.length > 0;
  const listId = `${id}-operators`;
  return (
    <>
      <input
        ref={inputRef}
        id={id}
        type="text"
        role="combobox"
        aria-label={name}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-activedescendant={isOpen && active >= 0 ? `${listId}-${active}` : undefined}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        enterkeyhint={enterKey}
        maxLength={600}
        placeholder={placeholder}
        value={text.value}
        aria-invalid={isInvalid}
        aria-describedby={faultId}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          look(currentTarget);
        }}
        onClick={onOpen}
        onBlur={close}
        onKeyDown={press}
      />
      <Operators id={listId} items={items} active={active} onChoose={insert} />
    </>
  );
}

/** Returns what is offered at the caret, which of it is chosen, and the handlers of the field. */
function useCompletions({ page, text, inputRef, onOpen }: QueryInputProps) {
  const caret = useSignal<number | undefined>(undefined);
  const active = useSignal(-1);
  const placed = useRef<number | undefined>(undefined);
  const sources = liveSources(page.tracks.value.map(({ tracking }) => tracking.value));
  const { start, items } = completionsAt(text.value, caret.value ?? -1, sources);
  const isOpen = caret.value !== undefined && items.length > 0;
  const look = ({ value, selectionStart }: HTMLInputElement): void => {
    caret.value = value === '' ? undefined : (selectionStart ?? value.length);
    active.value = -1;
  };
  const close = (): void => {
    caret.value = undefined;
    active.value = -1;
  };
  const insert = ({ insert: added }: Completion): void => {
    const end = caret.peek() ?? text.peek().length;
    placed.current = start + added.length;
    text.value = text.peek().slice(0, start) + added + text.peek().slice(end);
    caret.value = placed.current;
    active.value = -1;
  };
  useLayoutEffect(() => {
    if (placed.current === undefined) return;
    inputRef.current?.setSelectionRange(placed.current, placed.current);
    placed.current = undefined;
  });
  const press = (event: KeyboardEvent): void => {
    const chosen = items[active.peek()];
    const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const by = moves[event.key];
    if (isOpen && by !== undefined) {
      // From the field to the first or the last, and back to the field.
      active.value = ((active.peek() + 1 + by + items.length + 1) % (items.length + 1)) - 1;
    } else if (isOpen && event.key === 'Enter' && chosen !== undefined) insert(chosen);
    else if (isOpen && event.key === 'Escape') close();
    else if (event.key === 'Escape') {
      text.value = '';
      return;
    } else {
      if (event.key === 'ArrowDown') onOpen?.();
      if (event.key === 'Enter') close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return { items: isOpen ? items : [], active: active.value, look, close, insert, press };
}

interface OperatorsProps {
  readonly id: string;
  readonly items: readonly Completion[];
  /** The index of the one that Enter inserts; -1 for none. */
  readonly active: number;
  readonly onChoose: (item: Completion) => void;
}

function Operators({ id, items, active, onChoose }: OperatorsProps) {
  return (
    <ul id={id} class="operators" role="listbox" aria-label="Operators" hidden={items.length === 0}>
      {items.map((item, index) => (
        <li
          key={item.insert}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          // The field keeps the focus.
          onPointerDown={(event) => {
            event.preventDefault();
          }}
          onMouseDown={(event) => {
            event.preventDefault();
          }}
          onClick={() => {
            onChoose(item);
          }}
        >
          <kbd>{item.insert.trim()}</kbd> {item.meaning}
        </li>
      ))}
    </ul>
  );
}
