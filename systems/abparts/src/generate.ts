import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { legacySchema, loosened } from './database/schema-files.ts'
import { writeCopyScript } from './generator/copy-text.ts'
import { type DatasetOptions, legacyDataset } from './generator/dataset.ts'
import { isSampleName, sampleNames } from './generator/sizes.ts'
import { isTwist, twistNames } from './generator/twists.ts'

const usage = `Writes an invented legacy database as a script for psql, of any size, with a manifest of what is in it.

  npm run -s generate -w systems/abparts -- --out FILE [--sample small_sample] [--scale 1] [--seed TEXT]
      [--defects 0.02] [--twist NAME]... [--no-schema] [--manifest FILE]

samples: ${sampleNames.join(', ')}
twists:  ${twistNames.join(', ')}
`

const options = {
  out: { type: 'string' },
  sample: { type: 'string', default: 'small_sample' },
  scale: { type: 'string', default: '1' },
  seed: { type: 'string', default: '' },
  defects: { type: 'string', default: '0' },
  twist: { type: 'string', multiple: true },
  'no-schema': { type: 'boolean', default: false },
  manifest: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof readOptions>

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  try {
    const values = readOptions(args)
    if (values.help) return say(usage, 0)
    if (values.out === undefined) return say(`--out FILE is missing.\n\n${usage}`, 2)
    return await write(placeOf(values.out), values)
  } catch (error) {
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

async function write(out: string, values: Values): Promise<number> {
  const { tables, manifest } = legacyDataset(datasetOptions(values))
  const schema = values['no-schema'] ? '' : `${legacySchema()}\n${manifest.defects > 0 ? loosened() : ''}\n`
  await writeCopyScript(out, schema, tables)
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  if (values.manifest !== undefined) writeFileSync(placeOf(values.manifest), text)
  return say(values.manifest === undefined ? text : `${Object.keys(manifest.rows).length} tables\n`, 0)
}

function say(text: string, code: number): number {
  ;(code === 0 ? process.stdout : process.stderr).write(text)
  return code
}

function datasetOptions({ sample, scale, seed, defects, twist = [] }: Values): DatasetOptions {
  if (!isSampleName(sample)) throw new RangeError(`--sample ${sample}: use one of ${sampleNames.join(', ')}.`)
  if (!/^[1-9]\d{0,5}$/.test(scale)) throw new RangeError(`--scale ${scale}: use a whole number from 1 to 999999.`)
  if (!/^(0|0?\.\d{1,6})$/.test(defects))
    throw new RangeError(`--defects ${defects}: use a share below 1, such as 0.02.`)
  const unknown = twist.find((name) => !isTwist(name))
  if (unknown !== undefined) throw new RangeError(`--twist ${unknown}: use one of ${twistNames.join(', ')}.`)
  return { sample, scale: Number(scale), seed, defects: Number(defects), twists: twist.filter(isTwist) }
}
