import { rehearse, type RunResult } from 'millwright'
import { type Tried, smokeTest } from '../smoke/smoke.ts'
import { type Answer, projectOf } from './answer.ts'
import type { Ordered } from './parse.ts'
import { resultLines } from './result-lines.ts'

/** Everything that is pending, on a copy by the same code; then what users do, on that copy. The book is only read. */
export async function copyTest(ordered: Ordered): Promise<Answer> {
  let tried: readonly Tried[] = []
  const end = await rehearse(await projectOf(ordered), {
    onCopy: async (copy, { verdict }) => {
      if (verdict === 'PROVED') tried = await smokeTest(copy)
    },
  })
  const isWell = end.verdict === 'PROVED' && tried.length > 0 && tried.every(({ ok }) => ok)
  const lines = [
    ...resultLines(end),
    ...tried.map(({ label, ok, found }) => `  ${ok ? 'ok    ' : 'FAILED'}  ${label} (${found})`),
    isWell
      ? 'The copy works. The book itself was not touched.'
      : 'The copy does not work. The book itself was not touched.',
  ]
  return {
    exit: isWell ? 0 : exitOf(end),
    lines,
    document: { verdict: end.verdict, why: end.why, tried, report: end.files.json },
  }
}

const exitOf = ({ exit }: RunResult): number => (exit === 0 ? 4 : exit)
