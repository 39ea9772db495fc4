/**
 * A browser client: shows what people say about a topic, and how they feel about it, in two elements of a page.
 *
 *   <p id="mood"></p> <pre id="posts"></pre>
 *   <script type="module">
 *     import { showTopic } from './browser-client.js';
 *     const [mood, posts] = ['mood', 'posts'].map((id) => document.getElementById(id));
 *     showTopic('pizza -pineapple', { server: 'https://example.com', mood, posts });
 *   </script>
 */
import { connect, type Client } from 'undertone/client';

/** An element of the page. */
interface TextElement {
  textContent: string | null;
}

export interface TopicView {
  /** The server's address. `access_token` is sent as the option `token` of `connect`. */
  readonly server: string;
  readonly mood: TextElement;
  readonly posts: TextElement;
}

const maxShown = 10;

/** Shows a topic until `close()` of the client that it returns. The client reconnects and resumes by itself. */
export function showTopic(query: string, { server, mood, posts }: TopicView): Client {
  const client = connect(server);
  const shown: string[] = [];
  const events = client.track(query, {
    // Beside each post: every second a summary of the last minute.
    summary: { windowMs: 60_000, everyMs: 1_000 },
    // A page that falls behind gets summaries instead of old posts.
    whenSlow: 'conflate',
  });
  events.subscribe({
    next: (event) => {
      if (event.type === 'post') {
        shown.unshift(`${event.topic.compound.toFixed(2)} ${event.post.text}`);
        shown.length = Math.min(shown.length, maxShown);
        posts.textContent = shown.join('\n');
      } else if (event.type === 'summary') {
        mood.textContent = `${event.posts} posts in a minute, mean ${event.meanTopicCompound.toFixed(2)}`;
      } else if (event.type === 'gap') {
        mood.textContent = `Some posts were missed: ${event.cause}`;
      }
    },
    // The server refused the query: the sentence says why, and `position` where.
    error: ({ message }) => {
      mood.textContent = message;
    },
  });
  return client;
}
