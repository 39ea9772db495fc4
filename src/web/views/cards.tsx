import { useComputed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Bells } from '../live/bells.ts';
import type { Page } from '../live/page.ts';
import { CardDrag } from './card-drag.ts';
import { QueryCard } from './query-card.tsx';

interface CardsProps {
  readonly page: Page;
  readonly bells: Bells;
}

/** The tracked queries, a card for each. */
export function Cards({ page, bells }: CardsProps) {
  const tracks = page.tracks.value;
  const drag = useMemo(() => new CardDrag(page), [page]);
  const isColumn = drag.dragged.value?.isColumn === true;
  const picked = useComputed(() => page.filter.value.id).value;
  const pick = (id: string): void => {
    const filter = page.filter.peek();
    page.filter.value = { ...filter, id: filter.id === id ? undefined : id };
  };
  return (
    <section class={`cards${densityOf(tracks.length)}${isColumn ? ' in-column' : ''}`} aria-label="Tracked queries">
      {tracks.map((track) => (
        <QueryCard
          key={track.id}
          page={page}
          bells={bells}
          drag={drag}
          track={track}
          isPicked={track.id === picked}
          onPick={
            tracks.length === 1
              ? undefined
              : () => {
                  pick(track.id);
                }
          }
        />
      ))}
    </section>
  );
}

/** Returns the class by which more cards are smaller: of a few on a phone, of many everywhere. */
function densityOf(count: number): string {
  if (count > 4) return ' dense several';
  return count > 1 ? ' several' : '';
}
