import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isIsoDate } from './domain/dates.ts'
import type { Profile } from './generator/manifest.ts'
import { type SampleOptions, sampleDefaults, sampleFiles } from './generator/sample.ts'

const usage = `Writes an invented data folder of the JSON era, with a manifest of every defect in it.

  npm run -s generate -w systems/hospital -- --out DIR [--seed 42] [--profile real|clean|stress]
      [--as-of 2025-06-28] [--ocm 612] [--ppm 1038] [--training 238]
`

const options = {
  out: { type: 'string' },
  seed: { type: 'string' },
  profile: { type: 'string' },
  'as-of': { type: 'string' },
  ocm: { type: 'string' },
  ppm: { type: 'string' },
  training: { type: 'string' },
  help: { type: 'boolean' },
} as const

process.exitCode = main(process.argv.slice(2))

function main(args: string[]): number {
  try {
    const { values } = parseArgs({ args, options, strict: true })
    if (values.help === true) return say(usage, 0)
    if (values.out === undefined) return say(`--out DIR is missing.\n\n${usage}`, 2)
    return write(folderOf(values.out), sampleOptions(values))
  } catch (error) {
    return say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, 2)
  }
}

/** npm runs scripts in the workspace's folder; a path means what it meant where the person typed it. */
function folderOf(out: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', out)
}

function write(folder: string, sample: SampleOptions): number {
  const files = sampleFiles(sample)
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  return say(
    `${[...files].map(([name, text]) => `${join(folder, name)}  ${Buffer.byteLength(text)} bytes`).join('\n')}\n`,
    0,
  )
}

function say(text: string, code: number): number {
  ;(code === 0 ? process.stdout : process.stderr).write(text)
  return code
}

type Values = { readonly [name in 'seed' | 'profile' | 'as-of' | 'ocm' | 'ppm' | 'training']?: string | undefined }

function sampleOptions(values: Values): SampleOptions {
  return {
    seed: wholeNumber(values, 'seed'),
    profile: profileIn(values.profile ?? sampleDefaults.profile),
    asOf: dayIn(values['as-of'] ?? sampleDefaults.asOf),
    ocm: wholeNumber(values, 'ocm'),
    ppm: wholeNumber(values, 'ppm'),
    training: wholeNumber(values, 'training'),
  }
}

function wholeNumber(values: Values, name: 'seed' | 'ocm' | 'ppm' | 'training'): number {
  const text = values[name] ?? String(sampleDefaults[name])
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`--${name} ${text}: use a whole number.`)
  return Number(text)
}

function profileIn(profile: string): Profile {
  if (profile === 'real' || profile === 'clean' || profile === 'stress') return profile
  throw new RangeError(`--profile ${profile}: use real, clean or stress.`)
}

function dayIn(day: string): string {
  if (isIsoDate(day)) return day
  throw new RangeError(`--as-of ${day}: use a day of the calendar as YYYY-MM-DD.`)
}
