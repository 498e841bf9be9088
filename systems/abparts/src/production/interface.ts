import type { Hooked } from './hooks.ts'
import type { Direction } from './report.ts'

const base = '/maintenance-protocols'

/** What an application with the protocols offers, by its own description. */
const paths: readonly string[] = [
  `get ${base}`,
  `post ${base}`,
  `get ${base}/{id}`,
  `put ${base}/{id}`,
  `delete ${base}/{id}`,
  `post ${base}/{id}/duplicate`,
  `get ${base}/{id}/checklist-items`,
  `post ${base}/{id}/checklist-items`,
  `put ${base}/{id}/checklist-items/{item}`,
  `delete ${base}/{id}/checklist-items/{item}`,
  `post ${base}/{id}/checklist-items/reorder`,
  `get ${base}/for-machine/{id}`,
  `get ${base}/executions`,
  `get ${base}/executions/machine/{id}`,
  `post ${base}/executions`,
  `post ${base}/executions/{id}/checklist/{item}/complete`,
  `put ${base}/executions/{id}/complete`,
  `delete ${base}/executions/{id}`,
  `get ${base}/reminders/pending`,
  `put ${base}/reminders/{id}/acknowledge`,
]

const patienceMs = 30_000
const pauseMs = 250

/** Asks a restarted application for its description, and looks whether the protocols are in it. Taken back, it only has to answer. */
export async function askInterface(url: string, direction: Direction): Promise<Hooked> {
  const until = Date.now() + patienceMs
  for (;;) {
    const found = await described(url)
    if (typeof found !== 'string') return judged(found, direction)
    if (Date.now() > until) return { ok: false, words: `${url} did not answer within ${patienceMs / 1000} s: ${found}` }
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

function judged(found: ReadonlySet<string>, direction: Direction): Hooked {
  const lacking = direction === 'up' ? paths.filter((path) => !found.has(path)) : []
  if (lacking.length > 0) return { ok: false, words: `its description lacks ${lacking.join(', ')}` }
  return { ok: true, words: `its description lists ${found.size} operations` }
}

/** The operations, each as `verb path`; a text says why there are none. */
async function described(url: string): Promise<ReadonlySet<string> | string> {
  try {
    const answer = await fetch(new URL('/openapi.json', url), { signal: AbortSignal.timeout(5000) })
    if (!answer.ok) return `it answered ${answer.status}`
    const { paths: known = {} } = (await answer.json()) as { readonly paths?: Readonly<Record<string, object>> }
    return new Set(
      Object.entries(known).flatMap(([path, verbs]) => Object.keys(verbs).map((verb) => `${verb} ${path}`)),
    )
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
