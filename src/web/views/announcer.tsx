import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Page } from '../live/page.ts';

/** The time before a sentence is read out, in ms: of several at once, only the last is. */
const delayMs = 600;

/** Announces actions and the state of the connection to screen readers. Never posts or figures. */
export function Announcer({ page }: { readonly page: Page }) {
  const announced = useSignal('');
  const sentence = page.announcement.value;
  useEffect(() => {
    const timer = setTimeout(() => {
      announced.value = sentence;
    }, delayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [sentence]);
  return (
    <p class="unseen" role="status">
      {announced.value}
    </p>
  );
}
