import type { Bells, NotificationState } from '../live/bells.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { isOn, type BellChoice, type Bound } from '../state/bell.ts';
import { clock } from '../state/format.ts';
import { Menu } from './menu.tsx';

interface BellProps {
  readonly bells: Bells;
  readonly track: TrackedQuery;
}

const defaultBound: Bound = { side: 'below', value: -0.2 };

/** The bell of a query: what it rings for, and when it has rung. */
export function Bell({ bells, track }: BellProps) {
  const choice = bells.choiceOf(track);
  const rings = bells.ringsOf(track);
  const choose = (change: Partial<BellChoice>): void => {
    bells.choose(track, { ...choice, ...change });
  };
  const state = isOn(choice) ? 'on' : 'off';
  return (
    <Menu class={`bell ${state}`} name={`Notify me about ${track.query}: ${state}`} summary={<BellIcon />}>
      {() => (
        <fieldset>
          <legend>
            Notify me of <bdi>{track.query}</bdi>
          </legend>
          <Option
            label="far more posts than usual"
            isOn={choice.spike}
            onChange={(spike) => {
              choose({ spike });
            }}
          />
          <Option
            label="a turn of the mood"
            isOn={choice.shift}
            onChange={(shift) => {
              choose({ shift });
            }}
          />
          <BoundOption
            bound={choice.bound}
            onChange={(bound) => {
              choose({ bound });
            }}
          />
          <p class="hint">{isOn(choice) ? stateTexts[bells.notifications.state.value] : offText}</p>
          {rings.map(({ kind, at, title, text }) => (
            <p key={`${kind} ${at}`} class="ring">
              <b>{clock(at)}</b> {title}. {text}
            </p>
          ))}
        </fieldset>
      )}
    </Menu>
  );
}

const offText = 'While this page is open; the server can send alerts at any time.';
const titleText = 'the title of this tab has a mark instead.';
const stateTexts: Readonly<Record<NotificationState, string>> = {
  granted: 'The browser shows a notification while this page is open, even in another tab.',
  default: `The browser asks whether it may show notifications; until then, ${titleText}`,
  denied: `The browser shows no notifications of this page; ${titleText}`,
  unsupported: `The browser can't show notifications of this page; ${titleText}`,
};

interface OptionProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Option({ label, isOn: checked, onChange }: OptionProps) {
  return (
    <label>
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.checked);
        }}
      />{' '}
      {label}
    </label>
  );
}

interface BoundOptionProps {
  readonly bound: Bound | undefined;
  readonly onChange: (bound: Bound | undefined) => void;
}

/** The bound of the mean over five minutes. */
function BoundOption({ bound, onChange }: BoundOptionProps) {
  const { side, value } = bound ?? defaultBound;
  return (
    <div class="bound">
      <Option
        label="sentiment in 5 minutes"
        isOn={bound !== undefined}
        onChange={(isChosen) => {
          onChange(isChosen ? defaultBound : undefined);
        }}
      />
      <select
        aria-label="Side of the bound"
        disabled={bound === undefined}
        value={side}
        onChange={({ currentTarget }) => {
          onChange({ side: currentTarget.value === 'above' ? 'above' : 'below', value });
        }}
      >
        <option value="below">below</option>
        <option value="above">above</option>
      </select>
      <input
        type="number"
        aria-label="Bound, from -1 to 1"
        disabled={bound === undefined}
        min={-1}
        max={1}
        step={0.05}
        value={value}
        onChange={({ currentTarget }) => {
          const { valueAsNumber } = currentTarget;
          if (Math.abs(valueAsNumber) <= 1) onChange({ side, value: valueAsNumber });
        }}
      />
    </div>
  );
}

function BellIcon() {
  return (
    <svg class="bell-icon" viewBox="0 0 16 16" width={15} height={15} aria-hidden="true">
      <path d="M3 11.5c1.2-1.1 1.5-2.2 1.5-4.6a3.5 3.5 0 0 1 7 0c0 2.4.3 3.5 1.5 4.6z" />
      <path d="M6.5 13.5a1.6 1.6 0 0 0 3 0" />
    </svg>
  );
}
