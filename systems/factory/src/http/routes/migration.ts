import { sql } from 'millwright'
import { z } from 'millwright/http'
import { noSuch } from '../../analytics/unanswerable.ts'
import { readComparison } from '../../artefacts/artefacts.ts'
import type { Desk } from '../desk.ts'
import { metaOf } from '../meta.ts'
import { addQuestion, type Area } from '../route.ts'
import { answerWith } from '../schemas.ts'

const compared = z.object({
  equipmentId: z.string(),
  compared: z.int(),
  meanDifference: z.number(),
  maxDifference: z.number(),
})

export const migration: Area = (app, desk) => {
  const answer = answerWith('LegacyComparison', {
    run: z.string(),
    comparison: z
      .array(compared)
      .nullable()
      .openapi({ description: 'Absolute differences of OEE; null where the artefacts are not at hand' }),
    quarantine: z.array(z.object({ code: z.string(), rows: z.int() })),
  })
  const params = z.object({ runId: z.string().regex(/^[\w-]{1,64}$/) })
  const facts = {
    path: '/migration/{runId}/comparison',
    tag: 'Migration',
    summary: 'Legacy figures beside the new ones',
  } as const
  addQuestion(app, { ...facts, params, answer }, async ({ params: { runId: run } }) => ({
    meta: metaOf(desk, undefined),
    run,
    comparison: readComparison(desk.artefacts, run) ?? null,
    quarantine: await quarantineOf(desk, run),
  }))
}

/** @throws Unanswerable when there was no such run */
async function quarantineOf(
  { db }: Desk,
  run: string,
): Promise<readonly { readonly code: string; readonly rows: number }[]> {
  const known = await db.get(sql`select id from millwright_run where id = ${run}`)
  if (known === undefined) throw noSuch('run', run, 'runId')
  const rows = await db.all(
    sql`select rule, count(*)::int as n from millwright_reject where run = ${run} group by 1 order by 1`,
  )
  return rows.map(({ rule, n }) => ({ code: String(rule), rows: Number(n) }))
}
