import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { stateOf } from 'millwright/testing'
import { readArchive } from '../../src/backups/archive.ts'
import { type ArchiveManifest, parseManifest } from '../../src/backups/manifest.ts'
import type { TestHospital } from '../http/support.ts'

export const fileOf = ({ folder }: Pick<TestHospital, 'folder'>, name: string): string =>
  join(folder, 'backups', name.endsWith('.zip') ? 'full' : 'settings', name)

/** What lies in the folders of the backups, whatever it is called. */
export const filesIn = ({ folder }: Pick<TestHospital, 'folder'>, kind: 'full' | 'settings'): readonly string[] =>
  readdirSync(join(folder, 'backups', kind)).toSorted()

/** Makes a backup through the API and returns its name. */
export async function backUp({ call }: TestHospital, kind: 'full' | 'settings' = 'full'): Promise<string> {
  const { status, body, text } = await call('Admin', `POST /api/backup/${kind}`)
  if (status !== 201) throw new Error(`${status} ${text}`)
  return (body as { readonly name: string }).name
}

/** An archive's manifest, and its JSON files parsed. */
export async function contentsOf(
  hospital: TestHospital,
  name: string,
): Promise<{
  readonly manifest: ArchiveManifest
  readonly json: (path: string) => unknown
  readonly names: readonly string[]
}> {
  const contents = await readArchive(fileOf(hospital, name))
  return {
    names: [...contents.keys()],
    manifest: parseManifest(contents.get('manifest.json') ?? new Uint8Array()),
    json: (path) => JSON.parse(Buffer.from(contents.get(path) ?? []).toString()) as unknown,
  }
}

/** Schema and fingerprint of every table that people fill; who is signed in and what is told of it stand aside. */
export async function fingerprintOf({ project }: Pick<TestHospital, 'project'>): Promise<unknown> {
  const { content } = await stateOf(project)
  const tables = Object.entries(content.tables).filter(([name]) => name !== 'sessions' && name !== 'audit_log')
  return { schema: content.schema, tables }
}

type Event = {
  readonly type: string
  readonly by: string
  readonly status: string
  readonly text: string
  readonly details: Record<string, unknown>
}

/** The newest events of the audit log, the newest first. */
export function eventsOf({ folder }: Pick<TestHospital, 'folder'>, count: number): readonly Event[] {
  return query(
    join(folder, 'hospital.db'),
    `select event_type as type, performed_by as "by", status, description as text, details from audit_log order by id desc limit ${count}`,
  ).map((row) => ({ ...row, details: JSON.parse(String(row['details'])) as unknown }) as Event)
}

export function query(file: string, text: string): readonly Record<string, unknown>[] {
  using db = new DatabaseSync(file)
  return db
    .prepare(text)
    .all()
    .map((row) => ({ ...row }))
}

export function exec(file: string, text: string): void {
  using db = new DatabaseSync(file)
  db.exec(text)
}

export const databaseOf = ({ folder }: Pick<TestHospital, 'folder'>): string => join(folder, 'hospital.db')
export const bytesOf = (hospital: TestHospital, name: string): Buffer => readFileSync(fileOf(hospital, name))
