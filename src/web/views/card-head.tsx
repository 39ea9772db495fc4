import type { Signal } from '@preact/signals';
import type { Bells } from '../live/bells.ts';
import type { Page } from '../live/page.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { Badge } from './badge.tsx';
import { Bell } from './bell.tsx';
import type { CardDrag } from './card-drag.ts';
import { CardEdit } from './card-edit.tsx';
import { removeCard } from './card-keys.ts';
import { CardMenu } from './card-menu.tsx';

export interface CardHeadProps {
  readonly page: Page;
  readonly bells: Bells;
  readonly drag: CardDrag;
  readonly track: TrackedQuery;
  readonly isPicked: boolean;
  /** Undefined while there is only one query. */
  readonly onPick: (() => void) | undefined;
  readonly isEditing: Signal<boolean>;
}

/** The name of a query, and what can be done with it. */
export function CardHead({ page, bells, drag, track, isPicked, onPick, isEditing }: CardHeadProps) {
  const isHidden = page.queries.hidden.value.has(track);
  if (isEditing.value) {
    const onClose = (): void => {
      isEditing.value = false;
    };
    return (
      <header>
        <CardEdit page={page} track={track} onClose={onClose} />
      </header>
    );
  }
  return (
    <header
      class={onPick === undefined ? '' : 'movable'}
      onPointerDown={(event) => {
        drag.press(event, track);
      }}
    >
      {onPick === undefined ? (
        <Badge look={track.look} size={14} />
      ) : (
        <BadgeButton page={page} track={track} isHidden={isHidden} />
      )}
      <h2 title={track.canonical}>
        <Name track={track} isPicked={isPicked} onPick={onPick} />
      </h2>
      {isHidden ? <span class="hint">hidden</span> : <UpstreamState track={track} />}
      <span class="card-buttons">
        <Bell bells={bells} track={track} />
        <CardMenu page={page} track={track} isEditing={isEditing} />
        <button
          type="button"
          class="icon remove"
          aria-label={`Stop tracking ${track.query}`}
          title="Stop tracking it"
          onClick={() => {
            removeCard(page, track);
          }}
        >
          ×
        </button>
      </span>
    </header>
  );
}

interface BadgeButtonProps extends Pick<CardHeadProps, 'page' | 'track'> {
  readonly isHidden: boolean;
}

/** The badge of one of several queries, which hides it and shows it again. */
function BadgeButton({ page, track, isHidden }: BadgeButtonProps) {
  const action = isHidden ? 'Show' : 'Hide';
  return (
    <button
      type="button"
      class="icon card-badge"
      aria-label={`${action} ${track.query}`}
      title={`${action} it, or drag it to another place`}
      onClick={() => {
        page.queries.toggle(track);
      }}
    >
      <Badge look={track.look} size={14} />
    </button>
  );
}

function Name({ track, isPicked, onPick }: Pick<CardHeadProps, 'track' | 'isPicked' | 'onPick'>) {
  const name = <bdi>{track.query}</bdi>;
  if (onPick === undefined) return name;
  return (
    <button type="button" class="pick" aria-pressed={isPicked} title="Show its spread and its posts" onClick={onPick}>
      {name}
    </button>
  );
}

function UpstreamState({ track }: { readonly track: TrackedQuery }) {
  const states = Object.entries(track.tracking.value?.upstream ?? {});
  const isLive = states.some(([, state]) => state === 'live');
  if (isLive || track.refusal.value !== undefined) return null;
  const label = states.length > 0 && states.every(([, state]) => state === 'down') ? 'source down' : 'connecting';
  return <span class="hint">{label}</span>;
}
