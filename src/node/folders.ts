import envPaths from 'env-paths';

/** The folders that each platform has for the files of a program of one user. The only import of `env-paths`. */
export const folders = envPaths('undertone', { suffix: '' });
