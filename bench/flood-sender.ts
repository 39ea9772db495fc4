import { floodAsJetstream, floodAsX } from '../test/support/fakes/flood.ts';

/* The other side of the bench `flood`, in a process of its own so that its memory is not counted. */

const [kind, posts, bytes] = process.argv.slice(2);
const start = kind === 'x' ? floodAsX : floodAsJetstream;
const { url } = await start({ posts: Number(posts), bytes: Number(bytes) });
console.log(url);
