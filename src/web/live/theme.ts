import { effect, signal, type Signal } from '@preact/signals';
import { browserStorage } from './browser-storage.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const stored = browserStorage('undertone-theme');

/** The reader's choice, stored in this browser; `auto` follows the system. */
export const theme: Signal<Theme> = signal(themes.find((each) => each === stored.read()) ?? 'auto');

const system = matchMedia('(prefers-color-scheme: dark)');

/** Paper is light. */
const paper = matchMedia('print');

/** Whether the dark theme is active. */
export const isDark = signal(false);

function updateTheme(): void {
  isDark.value = !paper.matches && (theme.value === 'dark' || (theme.value === 'auto' && system.matches));
}

effect(() => {
  updateTheme();
  document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light';
  stored.write(theme.value);
});
for (const query of [system, paper]) query.addEventListener('change', updateTheme);
