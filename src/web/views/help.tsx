import { signal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { operators } from '../state/operators.ts';

/** Whether the help is open. */
export const help = signal(false);

const queries = operators.map(({ example, meaning }) => [example, meaning] as const);

const keys = [
  ['/', 'enter a topic'],
  ['↓ ↑ Enter', 'choose a suggestion or an operator, in the field'],
  ['← → ↑ ↓', 'move through time, or to what is unusual, on the charts'],
  ['Enter', 'tell what happened there'],
  ['+ − PgUp PgDn', 'zoom and scroll the charts'],
  ['l', 'live again, on the charts'],
  ['p', 'pause the posts, or resume'],
  ['h s', 'hide a query, or show it alone, in its card'],
  ['e', 'edit a query, in its card'],
  ['Alt ↑ ↓', 'move a query, in its card'],
  ['w', 'large, for a screen on a wall'],
  ['Esc', 'close what is open, leave the wall'],
  ['?', 'this help'],
] as const;

/** The operators of queries and the keys, over the page. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    if (help.value) dialog.current?.showModal();
    else dialog.current?.close();
  });
  const close = (): void => {
    help.value = false;
  };
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={close}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) close();
      }}
    >
      <div class="help-body">
        <header class="panel-head">
          <h2 id="help-title">Help</h2>
          <button type="button" class="icon" aria-label="Close the help" onClick={close}>
            ×
          </button>
        </header>
        <List title="Queries" entries={queries} />
        <List title="Keys" entries={keys} />
        <h3>Bells</h3>
        <p class="hint">
          The bell of a query tells you when far more people post than usual, when the mood turns, or when it crosses a
          bound, while this page is open.
        </p>
        <h3>Figures</h3>
        <p class="hint">
          Sentiment is from −1 to +1, the mean of all posts. “Topic only” counts the part of each post that is about the
          query itself. Time in which nobody tracked a query is hatched and counts for nothing.
        </p>
        <p class="hint">
          “Why” shows what each word of a post adds: its rating in the lexicon, a list of words that people have rated,
          and what the words around it change. The compound is their sum, brought between −1 and +1.
        </p>
      </div>
    </dialog>
  );
}

interface ListProps {
  readonly title: string;
  readonly entries: readonly (readonly [string, string])[];
}

function List({ title, entries }: ListProps) {
  return (
    <>
      <h3>{title}</h3>
      <dl>
        {entries.map(([name, meaning]) => (
          <div key={name}>
            <dt>
              <kbd>{name}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
