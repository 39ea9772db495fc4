import { cornersOf, type Look } from '../state/palette.ts';
import { polarityNames, type PolarityIndex } from '../../model/index.ts';

/** The shape of a query in its colour, to stand beside its name. */
export function Badge({ look, size = 12 }: { readonly look: Look; readonly size?: number }) {
  const corners = cornersOf(look.shape);
  const points = corners.map(([x, y]) => `${(1.3 + x).toFixed(2)},${(1.3 + y).toFixed(2)}`).join(' ');
  return (
    <svg class="badge" style={colours(look)} width={size} height={size} viewBox="0 0 2.6 2.6" aria-hidden="true">
      {corners.length === 0 ? <circle cx="1.3" cy="1.3" r="1" /> : <polygon points={points} />}
    </svg>
  );
}

/** Returns both colours of a query as properties, of which the style sheet uses that of the theme. */
export const colours = ({ light, dark }: Look): Readonly<Record<string, string>> => ({
  '--light': light,
  '--dark': dark,
});

const glyphs = ['M1 9 5 2 9 9Z', 'M1 2 9 2 5 9Z', 'M1 4.2H9V6.4H1Z'] as const;

/** The icon of a polarity: up for positive, down for negative, a dash for neutral. */
export function Polarity({ index }: { readonly index: PolarityIndex }) {
  const name = polarityNames[index];
  return (
    <svg class={`polarity ${name}`} width="10" height="10" viewBox="0 0 10 11" role="img" aria-label={name}>
      <path d={glyphs[index]} />
    </svg>
  );
}
