import { type Connection, type Project, rehearse, type RunResult, sql, up } from 'millwright'
import type { Facts } from '../loads/params.ts'
import { stoppingRules } from '../loads/rules.ts'
import { loadAgain } from './again.ts'
import { withCopy } from './copy.ts'
import type { StepFigures } from './ledger.ts'
import type { Follow } from './follow.ts'
import { moveEnd } from './history.ts'
import { figuresOf, lookAt } from './look.ts'
import { smokeTest } from './smoke.ts'
import { type Checked, followedOn, repeatedOn, triedOn, verifyDatabase } from './verify.ts'

/** What a rehearsal showed. */
export type Rehearsed = {
  readonly result: RunResult
  readonly checked: readonly Checked[]
  readonly registers: Readonly<Record<string, StepFigures>>
  /** What a policy that says `fail` met. */
  readonly stopping: readonly string[]
  /** Records that are left out without a policy that accepts it. */
  readonly refusedRecords: number
}

/** What is moved, and how many records may be left out without a policy that accepts it. */
export type Order = { readonly facts: Facts; readonly rejects: number }

/** The whole move on a copy, then the application's own tests there, and every load a second time. */
export async function rehearseMove(project: Project, { facts, rejects }: Order, follow: Follow): Promise<Rehearsed> {
  const checked: Checked[] = []
  let registers: Rehearsed['registers'] = {}
  let refusedRecords = 0
  const result = await rehearse(project, {
    ...(follow.onEvent === undefined ? {} : { onEvent: follow.onEvent }),
    command: 'rehearsal of move',
    target: moveEnd,
    maxRejects: rejects,
    onCopy: async (copy, run) => {
      registers = await lookAt(copy, (db) => figuresOf(db, run.run))
      refusedRecords = await lookAt(copy, (db) => countRefused(db, run.run))
      if (run.verdict !== 'PROVED') return
      checked.push(...(await lookAt(copy, (db) => verifyDatabase(db, run.report, { run: run.run, facts }))))
      follow.say?.('Trying on the copy what users do')
      checked.push(...(await tryOn(copy, facts)))
      follow.say?.('Loading everything once more into the copy')
      checked.push(...repeatedOn((await loadAgain(copy, project.migrations)).steps))
    },
  })
  return { result, checked, registers, stopping: stoppingIn(result, facts), refusedRecords }
}

async function countRefused(db: Connection, run: string): Promise<number> {
  const row = await db.get(sql`select count(distinct step || ' ' || record) as n from millwright_reject
    where run = ${run} and outcome = 'rejected' and accepted = 0`)
  return Number(row?.['n'])
}

function stoppingIn({ report }: RunResult, { policies }: Facts): readonly string[] {
  const rules = stoppingRules(policies)
  return report.rejects.groups
    .filter(({ rule, accepted, outcome }) => outcome === 'rejected' && !accepted && rules.includes(rule))
    .map(({ step, rule, rows, message }) => `${step}: ${rows} records, ${rule} (${message})`)
}

/** What the application does with the registers, at the head of their history. */
const tryOn = (copy: Project, { asOf }: Facts): Promise<readonly Checked[]> =>
  withCopy(copy, async (head) => {
    const end = await up(head, { yes: true, backup: false })
    const followed = followedOn('verdict' in end ? end : undefined)
    if (followed.some(({ ok }) => !ok)) return followed
    const { ocm, ppm } = await smokeTest(head, asOf)
    return [...followed, ...triedOn('ocm', ocm), ...triedOn('ppm', ppm)]
  })
