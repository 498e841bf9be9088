import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'

/** Text as the body of an answer: a piece is made when the one before was taken, and none after the client has left. */
export function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  return ReadableStream.from(encoded(pieces))
}

async function* encoded(pieces: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const piece of pieces) yield encoder.encode(piece)
}

/** One piece of news for a page that listens. Its id comes back as `Last-Event-ID` when the page lost the connection. */
export type ServerEvent = { readonly event: string; readonly data: unknown; readonly id?: string }

/**
 * Sends events as they come, as JSON, until they end or the client leaves; then the source is told to end.
 *
 * @example app.get('/events', (c) => sendEvents(c, newsSince(c.req.header('last-event-id'))))
 */
export const sendEvents = (c: Context, events: AsyncIterable<ServerEvent>): Response =>
  streamSSE(c, async (stream) => {
    const source = events[Symbol.asyncIterator]()
    stream.onAbort(() => void source.return?.())
    for (;;) {
      const next: IteratorResult<ServerEvent, unknown> = await source.next()
      if (next.done === true || stream.aborted) return
      const { event, data, id } = next.value
      await stream.writeSSE({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) })
    }
  })
