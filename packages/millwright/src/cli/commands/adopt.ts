import type { Adopted } from '../../actions/adopt.ts'
import { printable } from '../../kernel/text.ts'
import { type Answer, type Call, type Command, given, widthOf } from '../command.ts'
import { exits } from '../exits.ts'
import { findingLines } from '../show-findings.ts'

export const adopt: Command = {
  about:
    'Takes over a database that another tool, or nobody, has managed. It reads what Alembic (and Flask-Migrate), Flyway, Prisma Migrate, Drizzle Kit, Knex, Kysely, node-pg-migrate, dbmate, Rails or golang-migrate recorded, compares the database with what its SQL files give, and writes a baseline: one migration that makes what is there, recorded as applied. Where the folder has migrations already, it finds the one after which the schema is that of the database. No row is touched.',
  flags: [
    {
      long: 'from',
      value: 'TOOL',
      choices: [
        'alembic',
        'flyway',
        'prisma',
        'drizzle',
        'knex',
        'kysely',
        'node-pg-migrate',
        'dbmate',
        'rails',
        'golang-migrate',
      ],
      about: 'whose history counts; found by its table unless said',
    },
    { long: 'files', value: 'FOLDER', about: "the other tool's migrations; looked for where they usually lie" },
    {
      long: 'recorded',
      value: 'ID',
      repeat: true,
      about: 'what the other tool ought to have recorded, where its table is known to be wrong; may be repeated',
    },
    { long: 'schema', value: 'FILE', about: 'SQL that makes the whole schema, to compare the database with' },
    { long: 'as-found', about: 'take the database as it is; the answer says what was passed over' },
    { long: 'retire', about: "rename the other tool's tables, so that it does not find them any more" },
    { long: 'dry-run', about: 'look and compare only' },
  ],
  examples: [
    ['millwright adopt --dry-run', 'what is there, and whether it is what the files give'],
    ['millwright adopt --files alembic/versions --schema dump.sql', 'its files are code: compare with a dump'],
    ['millwright adopt --retire', 'take it over, and put the old history table aside'],
  ],
  exits: [
    [0, 'adopted, and equal to what it was compared with'],
    exits.usage,
    [3, 'adopted as found; what was passed over is listed'],
    [4, 'refused; nothing was written'],
  ],
  run: runAdopt,
}

async function runAdopt(call: Call): Promise<Answer> {
  const project = await call.project()
  const { adopt: takeOver } = await import('../../actions/adopt.ts')
  const words = { from: call.value('from'), files: call.value('files'), schema: call.value('schema') }
  const recorded = call.values('recorded')
  const switches = { asFound: call.has('as-found'), retire: call.has('retire'), dryRun: call.has('dry-run') }
  const adopted = await takeOver(project, { ...given(words), ...switches, recorded })
  return { exit: adopted.exit, document: () => adopted, text: () => adoptText(adopted, widthOf(call.io)) }
}

function adoptText(adopted: Adopted, width: number): string {
  const { differences, findings, retired } = adopted
  const lines = [
    historyLine(adopted),
    comparedLine(adopted),
    ...differences.map((difference) => `  ${printable(difference)}`),
    ...findingLines(findings, width),
    ...retired.map((table) => `The old table is called ${table} now.`),
    endLine(adopted),
  ]
  return `${lines.join('\n')}\n`
}

const historyLine = ({ tool, table, applied, pending }: Adopted): string =>
  tool === undefined
    ? 'No other tool left a history here.'
    : `${tool} recorded ${applied.length} applied in ${table}${pending.length === 0 ? '' : `; not applied: ${pending.map(printable).join(', ')}`}.`

function comparedLine({ comparedWith, differences }: Adopted): string {
  if (comparedWith === undefined)
    return 'The database was compared with nothing: no SQL says what it should be (`--schema FILE`).'
  if (differences.length === 0) return `The schema is what ${comparedWith} gives.`
  return `The schema is not what ${comparedWith} gives; it would need:`
}

function endLine({ mode, migration, file, run }: Adopted): string {
  const place = mode === 'place' ? `stands at ${migration}` : `would begin with ${migration}_baseline.sql`
  if (run === undefined) return `It ${place}. Nothing was written.`
  return mode === 'place'
    ? `The database stands at ${migration} (run ${run}).`
    : `Wrote ${file}; the database stands there (run ${run}).`
}
