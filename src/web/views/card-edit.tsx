import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Page } from '../live/page.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { faultOf, type QueryFault } from '../state/check-query.ts';
import { Fault } from './fault.tsx';
import { focusCard } from './focus.ts';
import { QueryInput } from './query-input.tsx';

interface CardEditProps {
  readonly page: Page;
  readonly track: TrackedQuery;
  /** Called when the query stays as it is. */
  readonly onClose: () => void;
}

/** The field in which a tracked query is changed, in the place of its name. */
export function CardEdit({ page, track, onClose }: CardEditProps) {
  const text = useSignal(track.query);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const query = text.value.trim();
  const fault = query === '' ? undefined : faultOf(query);
  const same = page.queries.same(query);
  const other = same === track ? undefined : same;
  const leave = (): void => {
    onClose();
    focusCard(track);
  };
  const submit = (): void => {
    if (query === '' || query === track.query) leave();
    else if (fault !== undefined) input.current?.setSelectionRange(fault.start, fault.end);
    else if (other === undefined) focusCard(page.queries.edit(track, query) ?? track);
  };
  const faultId = `fault-${track.id}`;
  return (
    <form
      class="card-edit"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') leave();
      }}
    >
      <QueryInput
        page={page}
        id={`edit-${track.id}`}
        name={`Query instead of ${track.query}`}
        text={text}
        inputRef={input}
        enterKey="done"
        isInvalid={(fault ?? other) !== undefined}
        faultId={faultId}
      />
      <button type="submit" class="primary">
        Save
      </button>
      <button type="button" onClick={leave}>
        Cancel
      </button>
      <EditFault id={faultId} fault={fault} other={other} />
    </form>
  );
}

interface EditFaultProps {
  readonly id: string;
  readonly fault: QueryFault | undefined;
  /** Another query that is the same. */
  readonly other: TrackedQuery | undefined;
}

function EditFault({ id, fault, other }: EditFaultProps) {
  return (
    <div id={id} class="card-fault" aria-live="polite">
      {fault !== undefined && <Fault fault={fault} />}
      {other !== undefined && <p class="fault">{other.query} is tracked already.</p>}
    </div>
  );
}
