import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Finding } from '../../kernel/finding.ts'
import type { Row } from '../../kernel/value.ts'
import { filesLike, textIn } from './files.ts'
import { type ForeignFile, type ForeignTool, type Recorded, textOf, told } from './tool.ts'

/** Flyway. https://documentation.red-gate.com/flyway/flyway-concepts/migrations */
export const flyway: ForeignTool = {
  name: 'Flyway',
  flag: 'flyway',
  table: 'flyway_schema_history',
  folders: ['db/migration', 'src/main/resources/db/migration', 'sql', 'migrations'],
  read: (rows) => recordedIn(rows.toSorted((a, b) => rankOf(a) - rankOf(b))),
  files: (folder) => [...versionedIn(folder), ...repeatableIn(folder)],
}

const rankOf = (row: Row): number => Number(textOf(row, 'installed_rank'))

function recordedIn(rows: readonly Row[]): Recorded {
  const checksums = new Map<string, string>()
  const failed: Row[] = []
  for (const row of rows) {
    const id = idOf(row)
    if (!isTrue(row)) failed.push(row)
    else if (/^(?:DELETE|UNDO)/.test(textOf(row, 'type'))) checksums.delete(id)
    else if (!/^(?:SCHEMA|BASELINE)$/.test(textOf(row, 'type'))) checksums.set(id, textOf(row, 'checksum'))
  }
  const findings = failed
    .filter((row) => !checksums.has(idOf(row)))
    .map((row) =>
      told('error', 'ADOPT201', { subject: textOf(row, 'script'), message: 'it failed and was not repaired' }),
    )
  const began = rows.filter((row) => textOf(row, 'type') === 'BASELINE').map(beganWith)
  return { ids: [...checksums.keys()], checksums, findings: [...findings, ...began] }
}

const beganWith = (row: Row): Finding =>
  told('info', 'ADOPT208', {
    subject: textOf(row, 'version'),
    message: 'Flyway took the database over at this version; what was there before stands in none of its files',
  })

/** A version, or the description of what has none. */
const idOf = (row: Row): string => normal(textOf(row, 'version')) || textOf(row, 'description')

const isTrue = (row: Row): boolean => ['true', '1', 't'].includes(textOf(row, 'success'))

const normal = (version: string): string => version.replaceAll('_', '.')

const versionedIn = (folder: string): readonly ForeignFile[] =>
  filesLike(folder, /^V([\d._]+?)__.+\.sql$/)
    .map(([name, version = '']) => fileOf(folder, name, normal(version)))
    .toSorted((a, b) => compareVersions(a.id, b.id))

const repeatableIn = (folder: string): readonly ForeignFile[] =>
  filesLike(folder, /^R__(.+)\.sql$/).map(([name, words = '']) => fileOf(folder, name, words.replaceAll('_', ' ')))

function fileOf(folder: string, name: string, id: string): ForeignFile {
  const script = textIn(folder, name)
  return { id, file: join(folder, name), script, checksum: checksumOf(script) }
}

function compareVersions(a: string, b: string): number {
  const [one, other] = [a.split('.').map(Number), b.split('.').map(Number)]
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** CRC-32 over the bytes of all lines without their ends, as a signed number of 32 bits. */
export function checksumOf(text: string): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  return String(lines.reduce((sum, line) => crc32(line, sum), 0) | 0)
}
