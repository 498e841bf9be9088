import { existsSync, readFileSync } from 'node:fs'
/** Pins and reads a file; reports what was found and by how many megabytes the process grew. */
import { isProblem } from '../../../src/kernel/problem.ts'
import { csvFile } from '../../../src/sources/csv-file.ts'
import { jsonFile } from '../../../src/sources/json-file.ts'
import { ndjsonFile } from '../../../src/sources/ndjson-file.ts'

const [kind = '', path = ''] = process.argv.slice(2)
const source = kind === 'json' ? jsonFile(path) : kind === 'csv' ? csvFile(path) : ndjsonFile(path)
/** This process's own peak in kilobytes; `maxRSS` would begin with that of the process that started it. */
function peakKilobytes(): number {
  const own = existsSync('/proc/self/status')
    ? /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    : undefined
  return own === undefined ? process.resourceUsage().maxRSS : Number(own)
}

const before = peakKilobytes()
const faults: string[] = []
let records = 0
let problem: string | undefined

try {
  for await (const chunk of source.read(undefined)) {
    records += chunk.records.length
    faults.push(...chunk.records.flatMap(({ index, fault }) => (fault === undefined ? [] : [`${index} ${fault.code}`])))
  }
  const { records: counted } = await source.pin()
  if (counted !== records) throw new Error(`read ${records} records, counted ${counted}`)
} catch (error) {
  if (!isProblem(error)) throw error
  problem = error.code
}

const grown = (peakKilobytes() - before) / 1024
process.stdout.write(JSON.stringify({ records, faults, problem, grown }))
