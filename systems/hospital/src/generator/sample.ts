import { generate, generatePair } from './generate.ts'
import type { Defect, Profile } from './manifest.ts'
import { auditFile, departmentsFile, settingsFile } from './sides.ts'

export type SampleOptions = {
  readonly seed: number
  readonly profile: Profile
  readonly asOf: string
  readonly ocm: number
  readonly ppm: number
  readonly training: number
}

/** The size of the real files, on the day they were counted. */
export const sampleDefaults: SampleOptions = {
  seed: 42,
  profile: 'real',
  asOf: '2025-06-28',
  ocm: 612,
  ppm: 1038,
  training: 238,
}

/** A whole data folder of the JSON era: file name → text. `manifest.json` lists every injected defect of every file. */
export function sampleFiles(options: SampleOptions): ReadonlyMap<string, string> {
  const pair = generatePair(options)
  const training = generate({ ...options, register: 'training', n: options.training })
  const sides = {
    departments_and_machines: departmentsFile(options),
    settings: settingsFile(options),
    audit_log: auditFile(options),
  }
  const main = [pair.ocm, pair.ppm, training]
  const defects = [
    ...main.flatMap(({ manifest }) => manifest.defects),
    ...Object.values(sides).flatMap((side) => side.defects),
  ]
  return new Map([
    ...main.map(({ json, manifest }) => [manifest.file, json] as const),
    ...Object.entries(sides).map(([name, { json }]) => [`${name}.json`, json] as const),
    ['manifest.json', manifestText(options, defects)],
  ])
}

function manifestText(options: SampleOptions, defects: readonly Defect[]): string {
  const counts: Record<string, number> = {}
  for (const { file, kind } of defects) counts[`${file} ${kind}`] = (counts[`${file} ${kind}`] ?? 0) + 1
  const lines = defects.map((defect) => `    ${JSON.stringify(defect)}`)
  const head = JSON.stringify({ ...options, counts }, null, 2).slice(0, -2)
  return `${head},\n  "defects": [\n${lines.join(',\n')}\n  ]\n}\n`
}
