import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Page } from '../live/page.ts';

/** How long a sentence stands, in ms: who listens is told the last of several at once. */
const settleMs = 600;

/** Says to screen readers what has changed: what was done, and how the connection fares. Never posts or figures. */
export function Announcer({ page }: { readonly page: Page }) {
  const said = useSignal('');
  const sentence = page.announcement.value;
  useEffect(() => {
    const timer = setTimeout(() => {
      said.value = sentence;
    }, settleMs);
    return () => {
      clearTimeout(timer);
    };
  }, [sentence]);
  return (
    <p class="unseen" role="status">
      {said.value}
    </p>
  );
}
