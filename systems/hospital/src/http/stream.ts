/** Text as the body of an answer: a piece is made when the one before was taken, and none after the client has left. */
export function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  return ReadableStream.from(encoded(pieces))
}

async function* encoded(pieces: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const piece of pieces) yield encoder.encode(piece)
}
