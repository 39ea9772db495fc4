/** The folder of the built page, both in a checkout and in the published package. */
export const builtPage = new URL('../../dist/web/', import.meta.url).pathname;
