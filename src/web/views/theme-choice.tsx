import { theme, themes } from '../live/theme.ts';
import { Segments } from './segments.tsx';

const options = themes.map((value) => ({ value, label: value }));

/** The choice of colours. */
export function ThemeChoice() {
  return (
    <Segments
      name="Colours"
      options={options}
      value={theme.value}
      onChange={(value) => {
        theme.value = value;
      }}
    />
  );
}
