import type * as zod from 'zod'
import { outcomes } from '../kernel/counters.ts'
import { severities } from '../kernel/finding.ts'
import { verdicts } from '../ledger/states.ts'
import type { Report } from './document.ts'

type Zod = typeof zod
type Members = Record<string, zod.ZodType>

/** The published JSON Schema (draft 2020-12) of a report; docs/report.schema.json holds the same. */
export async function reportSchema(): Promise<object> {
  const z = await import('zod')
  const { $schema, ...rest } = z.toJSONSchema(reportShape(z), { target: 'draft-2020-12' })
  return { $schema, title: 'Millwright report', description: 'One run of Millwright, format version 1.', ...rest }
}

const reportShape = (z: Zod): zod.ZodType<Report> =>
  z.strictObject({
    format: z.literal(1),
    verdict: verdictShape(z),
    doubts: texts(z).describe('Facts of the ledger that speak against the verdict; empty in every sound run.'),
    run: runShape(z),
    failure: failureShape(z).nullable(),
    ledger: z.strictObject({ counters: countersShape(z), balanced: z.boolean() }).describe('The sum over all steps.'),
    items: z.array(itemShape(z)),
    checks: z.array(checkShape(z)),
    rejects: rejectsShape(z),
    findings: z.array(findingShape(z)),
    backup: backupShape(z),
    compared: texts(z).describe('What was compared, in words.'),
    notCompared: texts(z).describe('What was not compared, in words.'),
    sections: z.array(sectionShape(z)).describe('Sections that a system added.'),
    next: z.array(z.strictObject({ command: z.string(), purpose: z.string() })),
    environment: environmentShape(z),
  })

const texts = (z: Zod) => z.array(z.string())
const maybe = (z: Zod) => z.string().nullable()
const count = (z: Zod) => z.int().min(0)
const ms = (z: Zod) => z.number().min(0).nullable().describe('Milliseconds; null when not known.')
const instant = (z: Zod) => z.string().describe('ISO 8601, UTC.')
const levelShape = (z: Zod) => z.enum(severities)
const stateShape = (z: Zod) => z.enum(['queued', 'running', 'ok', 'failed'])

const verdictShape = (z: Zod) =>
  z.strictObject({
    word: z
      .enum(Object.keys(verdicts) as (keyof typeof verdicts)[])
      .nullable()
      .describe('Null as long as the run has not ended.'),
    exitCode: z.int().nullable(),
    why: z.string(),
  })

const runShape = (z: Zod) =>
  z.strictObject({
    id: z.string(),
    plan: z.string().describe('SHA-256 of the plan.'),
    target: z.string().describe('The database, without its password.'),
    rehearsal: z.boolean(),
    resumed: z.boolean(),
    epoch: count(z).describe("The lock's fencing number."),
    actor: z.string(),
    command: z.string(),
    startedAt: instant(z),
    finishedAt: instant(z).nullable(),
    ms: ms(z),
  })

const failureShape = (z: Zod) =>
  z.strictObject({
    code: z.string(),
    what: z.string(),
    state: z.string().describe('In which state the data is now.'),
    does: maybe(z).describe('What Millwright does by itself.'),
    next: z.string().describe('What to type.'),
    migration: maybe(z),
    step: maybe(z),
    driver: maybe(z).describe("The database's own words."),
  })

const countersShape = (z: Zod) =>
  z
    .strictObject({
      read: count(z),
      inserted: count(z),
      updated: count(z),
      deleted: count(z),
      unchanged: count(z),
      merged: count(z),
      filtered: count(z),
      rejected: count(z),
    })
    .describe(`read = ${outcomes.join(' + ')}`)

const itemShape = (z: Zod) =>
  z.strictObject({
    migration: z.string(),
    direction: z.enum(['up', 'down']),
    kind: z.enum(['sql', 'code', 'move']),
    state: stateShape(z),
    ms: ms(z),
    steps: z.array(stepShape(z)),
  })

const stepShape = (z: Zod) =>
  z.strictObject({
    name: z.string(),
    kind: z.string(),
    state: stateShape(z),
    counters: countersShape(z),
    balanced: z.boolean(),
    total: z.strictObject({ rows: count(z), certainty: z.enum(['exact', 'estimated']) }).nullable(),
    ms: ms(z),
    rowsPerSecond: z.number().min(0).nullable(),
  })

const checkShape = (z: Zod) =>
  z.strictObject({
    name: z.string(),
    kind: z.string(),
    level: levelShape(z),
    migration: z.string(),
    step: maybe(z),
    ok: z.boolean(),
    compared: z.string(),
    before: maybe(z),
    after: maybe(z),
    differences: count(z),
    samples: texts(z),
  })

const rejectsShape = (z: Zod) =>
  z.strictObject({
    rejected: count(z),
    merged: count(z),
    groups: z.array(groupShape(z)),
    leftOut: count(z).describe('Groups that were not written down because there are too many.'),
  })

const groupShape = (z: Zod) =>
  z.strictObject({
    migration: z.string(),
    step: z.string(),
    rule: z.string(),
    path: z.string(),
    outcome: z.enum(['rejected', 'merged']),
    accepted: z.boolean(),
    state: z.enum(['open', 'loaded', 'excluded']),
    rows: count(z),
    message: z.string(),
    samples: z.array(
      z.strictObject({ source: maybe(z), record: z.int().nullable(), raw: z.string().describe('Cut and printable.') }),
    ),
  })

const findingShape = (z: Zod) =>
  z.strictObject({
    code: z.string(),
    severity: levelShape(z),
    subject: z.string(),
    message: z.string(),
    rows: count(z).nullable(),
    samples: texts(z),
    answer: maybe(z).describe('The exact words that answer the question.'),
    migration: maybe(z),
    step: maybe(z),
  })

const backupShape = (z: Zod) =>
  z.discriminatedUnion('made', [
    z.strictObject({ made: z.literal(true), ...madeMembers(z) }),
    z.strictObject({ made: z.literal(false), reason: z.string() }),
  ])

const madeMembers = (z: Zod) =>
  ({
    id: z.string(),
    path: z.string(),
    bytes: count(z),
    sha256: z.string(),
    tables: count(z),
    rows: count(z),
    createdAt: instant(z),
    proof: z
      .strictObject({ at: instant(z), ms: ms(z) })
      .nullable()
      .describe('Null when it was never restored and compared.'),
  }) satisfies Members

const sectionShape = (z: Zod) =>
  z.strictObject({
    title: z.string(),
    rows: z.array(
      z.strictObject({
        label: z.string(),
        value: z.string(),
        state: z.enum(['ok', 'failed', 'open', 'note']),
        detail: z.string().exactOptional(),
      }),
    ),
  })

const environmentShape = (z: Zod) =>
  z.strictObject({
    version: z.string(),
    runtime: z.string(),
    database: z.string(),
    events: z
      .strictObject({ count: count(z), head: z.string() })
      .nullable()
      .describe("The length of the run's event log and the hash that seals it."),
  })
