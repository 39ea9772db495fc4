import { signal } from '@preact/signals';
import type { Notifications, NotificationState } from './bells.ts';

/** Creates the notifications of this browser. A click on one leads to the page. */
export function createNotifications(): Notifications {
  const isSupported = 'Notification' in globalThis && isSecureContext;
  const state = signal<NotificationState>(isSupported ? Notification.permission : 'unsupported');
  return {
    state,
    request: async () => {
      if (state.peek() === 'default') state.value = await Notification.requestPermission();
    },
    show: ({ title, body, tag }) => {
      if (state.peek() !== 'granted') return;
      try {
        const shown = new Notification(title, { body, tag });
        shown.onclick = () => {
          focus();
          shown.close();
        };
      } catch {
        // Browsers of phones show notifications of service workers only.
        state.value = 'unsupported';
      }
    },
  };
}
