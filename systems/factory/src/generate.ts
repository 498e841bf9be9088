import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isProblem } from 'millwright'
import { openUrl } from './database/open.ts'
import { legacySchema } from './database/schema-files.ts'
import { writeCopyScript } from './generator/copy-text.ts'
import { type Dataset, legacyDataset, type Profile } from './generator/dataset.ts'
import { loadTables } from './generator/load.ts'

const usage = `Makes an invented legacy database, with a manifest of what is in it.

  npm run -s generate -w systems/factory -- --database URL [--scale 1] [--defects] [--seed 20250308] [--manifest FILE]
  npm run -s generate -w systems/factory -- --out FILE …     the same as a script for psql

  --database URL   postgres://… or pglite:<folder>, without tables of the same names
  --profile NAME   factory-17 (unless said) or factory-7, which has no defects
  --scale N        plants of ten machines; each has about 548 thousand rows
  --defects        samples are lost, doubled or empty, downtimes overlap or have no end, counts are negative …
`

const options = {
  database: { type: 'string' },
  out: { type: 'string' },
  profile: { type: 'string', default: 'factory-17' },
  scale: { type: 'string', default: '1' },
  defects: { type: 'boolean', default: false },
  seed: { type: 'string' },
  manifest: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof readOptions>

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  try {
    const values = readOptions(args)
    if (values.help) return say(usage, 0)
    if ((values.out === undefined) === (values.database === undefined))
      return say(`Name --database or --out.\n\n${usage}`, 2)
    return await write(values)
  } catch (error) {
    if (isProblem(error)) return say(`${error.code} ${error.text.what} ${error.text.next}\n`, error.exit)
    return say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, 2)
  }
}

function readOptions(args: string[]) {
  return parseArgs({ args, options, strict: true }).values
}

/** npm runs scripts in the workspace's folder; a path means what it meant where the person typed it. */
function placeOf(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', path)
}

async function write(values: Values): Promise<number> {
  const profile = profileIn(values.profile)
  const dataset = legacyDataset({
    profile,
    scale: numberIn('scale', values.scale),
    defects: values.defects,
    ...(values.seed === undefined ? {} : { seed: numberIn('seed', values.seed) }),
  })
  if (values.out === undefined) await fill(values.database as string, profile, dataset)
  else await writeCopyScript(placeOf(values.out), `${legacySchema(profile)}\n`, dataset.tables)
  const text = `${JSON.stringify(dataset.manifest(), null, 2)}\n`
  if (values.manifest === undefined) return say(text, 0)
  writeFileSync(placeOf(values.manifest), text)
  return 0
}

async function fill(url: string, profile: Profile, { tables }: Dataset): Promise<void> {
  const { db, runScript } = await openUrl(url)
  try {
    await runScript(legacySchema(profile))
    await loadTables(db, tables)
  } finally {
    await db.close()
  }
}

function profileIn(text: string): Profile {
  if (text === 'factory-17' || text === 'factory-7') return text
  throw new RangeError(`--profile ${text}: use factory-17 or factory-7.`)
}

function numberIn(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text) && (name !== 'scale' || text !== '0')) return Number(text)
  throw new RangeError(`--${name} ${text}: use a whole number.`)
}

function say(text: string, code: number): number {
  ;(code === 0 ? process.stdout : process.stderr).write(text)
  return code
}
