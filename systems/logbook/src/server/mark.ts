import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

/** Beside the book, readable by its owner only: where it is served, and the word that stops that server. */
const markOf = (db: string): string => `${db}.server.json`

const schema = z.object({ url: z.url(), stop: z.string().min(20) })
type Mark = z.infer<typeof schema>

export function writeMark(db: string, mark: Mark): void {
  writeFileSync(markOf(db), JSON.stringify(mark), { mode: 0o600 })
  chmodSync(markOf(db), 0o600)
}

export const removeMark = (db: string): void => rmSync(markOf(db), { force: true })

function readMark(db: string): Mark | undefined {
  if (!existsSync(markOf(db))) return undefined
  try {
    return schema.parse(JSON.parse(readFileSync(markOf(db), 'utf8')))
  } catch {
    return undefined // half written by a server that was killed while it began
  }
}

/** Where the book is served now; a mark that a killed server left behind means nothing. */
export async function runningAt(db: string): Promise<string | undefined> {
  const mark = readMark(db)
  return mark !== undefined && (await ask(mark, 'GET')) ? mark.url : undefined
}

/** Tells the server of this book to stop. Undefined when there is none. */
export async function tellToStop(db: string): Promise<string | undefined> {
  const mark = readMark(db)
  return mark !== undefined && (await ask(mark, 'POST')) ? mark.url : undefined
}

/** Whether the very server of this mark answers: another program at its port does not know the word. */
async function ask({ url, stop }: Mark, method: 'GET' | 'POST'): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/stop`, {
      method,
      headers: { authorization: `Bearer ${stop}` },
      signal: AbortSignal.timeout(5000),
    })
    await answer.arrayBuffer()
    return answer.status === 204
  } catch {
    return false
  }
}
