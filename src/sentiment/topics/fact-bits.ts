import { capital, digit } from './form.ts';
import type { Role } from './words/opinion-words.ts';

/*
 * The facts that the topic rules know of a word, packed into one number, and those that a token adds, in another: a word of a
 * post then costs two accesses to memory instead of twenty (bench `pool`). The lowest 15 bits of the facts are its classes.
 */
export const classBits = (1 << 15) - 1;
/** It may be the pivot of a comparison. */
export const isPivot = 1 << 15;
export const hasEndings = 1 << 16;
export const isCue = 1 << 17;
export const precedes = 1 << 18;
export const joins = 1 << 19;
export const denies = 1 << 20;
export const inverts = 1 << 21;
export const hasOpinion = 1 << 22;
export const isEvent = 1 << 23;
const roleShift = 24;
const roleMask = 7;
const formShift = 27;
const formMask = 15;
/** Set in the facts of every entry that was filled. */
export const isFilled = 1 << 31;

const roles: readonly Role[] = ['quality', 'object', 'subject', 'emotion', 'duty'];

export const roleOf = (facts: number): Role => roles[(facts >>> roleShift) & roleMask] ?? 'quality';
export const roleBits = (role: Role): number => roles.indexOf(role) << roleShift;
export const withRole = (facts: number, role: Role): number => (facts & ~(roleMask << roleShift)) | roleBits(role);
export const formOfFacts = (facts: number): number => (facts >>> formShift) & formMask;
export const formBits = (form: number): number => (form & formMask) << formShift;

/** The bits of a token's flags. The lowest two are the break behind it, and those of `tokenForms` are as in `form.ts`. */
export const gapBits = 3;
export const tokenForms = digit | capital;
export const asks = 1 << 2;
export const negates = 1 << 3;
export const isName = 1 << 6;
export const isVerb = 1 << 7;
export const isVerbal = 1 << 8;
export const isContent = 1 << 9;
export const symbol = 1 << 10;
/** It has an opinion by itself: one that counts as such, or a duty, of which only the absence counts. */
export const isOpinion = 1 << 11;
export const isDuty = 1 << 12;

/** It is an event that news reports. */
export const isEventful = 1 << 13;

/** The flags of a token with an opinion, by its role. */
const byRole: Readonly<Record<Role, number>> = {
  quality: isOpinion,
  object: isOpinion | isVerbal,
  subject: isOpinion | isVerbal,
  emotion: isOpinion,
  duty: isDuty,
};
const opinionFlags = Int32Array.from(roles, (role) => byRole[role]);

/** Returns the flags that a token with an opinion has by its role. */
export const opinionBits = (facts: number): number => opinionFlags[(facts >>> roleShift) & roleMask] ?? 0;
