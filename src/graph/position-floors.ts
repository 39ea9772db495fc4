import type { Session } from './ports.ts';

/**
 * The positions up to which ids of sessions must get no new results, because they have them already or get them by a
 * replay. An id has one until its first result beyond it: results come in the order of their positions.
 */
export class PositionFloors<S extends Session> {
  readonly #floors = new Map<S, Map<string, number>>();

  set(session: S, id: string, floor: number): void {
    const ids = this.#floors.get(session) ?? new Map<string, number>();
    this.#floors.set(session, ids.set(id, floor));
  }

  delete(session: S, id: string): void {
    const ids = this.#floors.get(session);
    ids?.delete(id);
    if (ids?.size === 0) this.#floors.delete(session);
  }

  /** Returns whether an id may get a result. */
  isAbove(session: S, id: string, position: number | undefined): boolean {
    if (this.#floors.size === 0) return true;
    const floor = this.#floors.get(session)?.get(id);
    if (floor === undefined) return true;
    if (position !== undefined && position <= floor) return false;
    this.delete(session, id);
    return true;
  }
}
