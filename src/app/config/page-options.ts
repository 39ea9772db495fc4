import { guardList } from './kinds.ts';

/** The options of what other sites show. */
export const pageOptions = {
  allowEmbed: guardList({
    meaning: 'Sites that may show `/embed` in a frame, `example.com` or `*.example.com`; may be repeated',
  }),
} as const;
