import { effect, signal, type Signal } from '@preact/signals';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'undertone-theme';

/** The reader's choice, kept in this browser; `auto` follows the system. */
export const theme: Signal<Theme> = signal(themes.find((each) => each === stored()) ?? 'auto');

const system = matchMedia('(prefers-color-scheme: dark)');

/** Whether the ground is dark now. */
export const isDark = signal(false);

function decide(): void {
  isDark.value = theme.value === 'dark' || (theme.value === 'auto' && system.matches);
}

effect(() => {
  decide();
  document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light';
  try {
    localStorage.setItem(key, theme.value);
  } catch {
    // A browser that keeps nothing asks the system each time.
  }
});
system.addEventListener('change', decide);

function stored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
