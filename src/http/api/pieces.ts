import { setImmediate } from 'node:timers/promises';

/** Cuts an answer that has begun and reports why: there is no other way to mark it as incomplete. */
export type Cut = (error: unknown) => void;

/**
 * Creates a body that is made while it is read, so that its memory does not grow with its length. Between two pieces,
 * everything else that waits has its turn. Rejects when the first piece can't be made; a later one that can't be made
 * cuts the body off.
 */
export async function bodyOf(
  pieces: AsyncGenerator<string, void, void>,
  cut: Cut,
): Promise<ReadableStream<Uint8Array>> {
  const first = await pieces.next();
  return ReadableStream.from(encoded(pieces, first, cut));
}

async function* encoded(
  pieces: AsyncGenerator<string, void, void>,
  first: IteratorResult<string, void>,
  cut: Cut,
): AsyncGenerator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  try {
    for (let piece = first; piece.done !== true; piece = await pieces.next()) {
      yield encoder.encode(piece.value);
      await setImmediate();
    }
  } catch (error) {
    cut(error);
  } finally {
    await pieces.return();
  }
}
