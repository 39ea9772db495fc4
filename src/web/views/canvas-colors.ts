/** The colours and the scale of the canvas, to which style sheets do not apply; style/base.css has the same ones. */
export interface CanvasColors {
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly surface: string;
  readonly positive: string;
  readonly neutral: string;
  readonly negative: string;
  readonly hatch: string;
  readonly accent: string;
  readonly wash: string;
  /** The factor of lengths and fonts. */
  readonly scale: number;
}

const light: Omit<CanvasColors, 'scale'> = {
  ink: '#1a2027',
  faint: '#5c6670',
  line: '#e3e6e9',
  surface: '#ffffff',
  positive: '#0b7a70',
  neutral: '#858f99',
  negative: '#b4570c',
  hatch: '#c9ced4',
  accent: '#3d4db7',
  wash: '#eceefa',
};

const dark: Omit<CanvasColors, 'scale'> = {
  ink: '#e8ebee',
  faint: '#9aa4ae',
  line: '#2b3239',
  surface: '#171b20',
  positive: '#3fb8aa',
  neutral: '#66717c',
  negative: '#e08b3e',
  hatch: '#3c444c',
  accent: '#a9b3ff',
  wash: '#23284a',
};

/** Returns the colours of a theme, with a scale. */
export const canvasColorsOf = (isDark: boolean, scale = 1): CanvasColors => ({ ...(isDark ? dark : light), scale });
