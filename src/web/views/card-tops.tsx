import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { menuSubject } from '../live/reader-menu.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { duration } from '../state/format.ts';
import { tagHandle, wordHandle, type Handle } from '../state/handles.ts';
import { noTopTerms, richer, type Ranked, type TopTerms } from '../state/top-terms.ts';
import { HandleBar, HandleButton } from './handle.tsx';

interface TopsProps {
  readonly track: TrackedQuery;
  readonly rangeMs: number;
}

/** The most used hashtags and words of a query. They stay as they are while the reader is about to use one. */
export function Tops({ track, rangeMs }: TopsProps) {
  const list = useRef<HTMLDivElement>(null);
  const isUsed = useSignal(false);
  const shown = useRef<TopTerms>(noTopTerms);
  const { opener } = menuSubject.value ?? {};
  const isHeld = isUsed.value || (opener !== undefined && list.current?.contains(opener) === true);
  const current = track.spanTops.value ?? richer(track.tops.value, track.storedTops.value);
  if (!isHeld) shown.current = current;
  const { hashtags, words } = shown.current;
  const over = track.spanTops.value === undefined ? `in the last ${duration(rangeMs)}` : 'in the shown time';
  return (
    <div
      ref={list}
      onPointerEnter={() => (isUsed.value = true)}
      onPointerLeave={() => (isUsed.value = false)}
      onFocusIn={() => (isUsed.value = true)}
      onFocusOut={() => (isUsed.value = false)}
    >
      <HandleBar name={`Most used hashtags and words of ${track.query}`} class="tops">
        <span class="tops-name">tags</span>
        <p title={`Most used hashtags ${over}`}>
          <RankedHandles names={hashtags} track={track} handleOf={tagHandle} />
        </p>
        <span class="tops-name">words</span>
        <p title={`Most used words ${over}`}>
          <RankedHandles names={words} track={track} handleOf={wordHandle} />
        </p>
      </HandleBar>
    </div>
  );
}

interface RankedHandlesProps {
  readonly names: Ranked;
  readonly track: TrackedQuery;
  readonly handleOf: (name: string) => readonly Handle[];
}

const maxNames = 6;

function RankedHandles({ names, track, handleOf }: RankedHandlesProps) {
  if (names.length === 0) return <>–</>;
  return (
    <>
      {names.slice(0, maxNames).flatMap(([name, count]) =>
        handleOf(name).map((handle) => (
          <span key={name} class="ranked">
            <HandleButton handle={handle} tracks={[track]} isStop={false} /> <small>{count}</small>
          </span>
        )),
      )}
    </>
  );
}
