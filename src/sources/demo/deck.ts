import { shuffle, type Random } from './random.ts';

/** A card and how many of it are in the deck. */
export type Card<T> = readonly [card: T, copies: number];

/** The deck is dealt in so many parts, each shuffled for itself. */
const parts = 16;

/**
 * Deals a deck over and over, in an order that looks like chance but bounds the wait: a card keeps its part of the
 * deck, and its copies stand in parts evenly apart. So of `size` cards, one with `copies` comes again within
 * `size * (1 / copies + 1 / 16)` cards, or thereabouts, where a shuffle of the whole deck could take almost twice that.
 */
export function createDeck<T>(cards: readonly Card<T>[], random: Random): () => T | undefined {
  const deck: T[][] = Array.from({ length: parts }, () => []);
  const rarestLast = [...shuffle(cards, random)].sort(([, a], [, b]) => b - a);
  for (const [card, copies] of rarestLast) {
    const start = shortest(deck, Math.max(1, Math.floor(parts / copies)));
    for (let copy = 0; copy < copies; copy++) {
      deck[(start + Math.floor((copy * parts) / copies)) % parts]?.push(card);
    }
  }
  let part = 0;
  let hand: T[] = [];
  return () => {
    while (hand.length === 0 && cards.length > 0) {
      hand = [...shuffle(deck[part] ?? [], random)];
      part = (part + 1) % parts;
    }
    return hand.pop();
  };
}

/** The index of the shortest of the first `count` parts. */
function shortest(deck: readonly (readonly unknown[])[], count: number): number {
  const lengths = deck.slice(0, count).map((part) => part.length);
  return lengths.indexOf(Math.min(...lengths));
}
