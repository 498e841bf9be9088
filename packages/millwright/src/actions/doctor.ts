import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { findLeftovers } from '../backup/leftovers.ts'
import { listBackups } from '../backup/list.ts'
import { pathOf } from '../backup/place.ts'
import type { Connection } from '../kernel/connection.ts'
import { type Finding, isBlocking } from '../kernel/finding.ts'
import { isProblem, type Problem } from '../kernel/problem.ts'
import { plural } from '../kernel/text.ts'
import { readEvents } from '../ledger/event-log.ts'
import { isHolderAlive, readLock } from '../ledger/lock.ts'
import { openProject, type Project, type ProjectFlags } from './project.ts'
import { findDrift, readState, type State } from './state.ts'
import { openDatabase } from './project.ts'

/** One thing the doctor looked at: its name, what was seen, and what is wrong with it. */
export type Examination = { readonly name: string; readonly seen: string; readonly findings: readonly Finding[] }

export type DoctorResult = {
  readonly examinations: readonly Examination[]
  readonly findings: readonly Finding[]
  readonly exit: 0 | 4
}

/** Looks at everything a run needs, from the runtime to the last event of the ledger. Changes nothing. */
export async function doctor(flags: ProjectFlags): Promise<DoctorResult> {
  const examinations = [runtime(), ...(await guarded('configuration', () => examineProject(flags)))]
  const findings = examinations.flatMap((each) => each.findings)
  return { examinations, findings, exit: findings.some(isBlocking) ? 4 : 0 }
}

async function guarded(name: string, work: () => Promise<readonly Examination[]>): Promise<readonly Examination[]> {
  try {
    return await work()
  } catch (error) {
    if (!isProblem(error)) throw error
    return [{ name, seen: 'a problem', findings: [asFinding(error, name)] }]
  }
}

const asFinding = ({ code, text }: Problem, subject: string): Finding => {
  return { code, severity: 'error', subject, message: text.what, answer: text.next }
}

function runtime(): Examination {
  const { node } = process.versions
  const isOld = Number(node.split('.')[0]) < 24
  const findings: readonly Finding[] = isOld
    ? [
        {
          code: 'DOC101',
          severity: 'error',
          subject: `Node ${node}`,
          message: 'it is too old',
          answer: 'install Node 24 or newer',
        },
      ]
    : []
  return { name: 'runtime', seen: `Node ${node}, ${process.platform} ${process.arch}`, findings }
}

async function examineProject(flags: ProjectFlags): Promise<readonly Examination[]> {
  const project = await openProject(flags)
  return [
    { name: 'configuration', seen: project.target, findings: [] },
    ...(await guarded('files', async () => [examineFiles(project)])),
    ...(await guarded('space', async () => [await examineSpace(project)])),
    ...(await guarded('backups', async () => [await examineBackups(project)])),
    ...(await guarded('database', () => examineDatabase(project))),
  ]
}

/** May this user read and write the file and make files beside it? May others? */
function examineFiles({ dialect, url, target }: Project): Examination {
  if (!dialect.can.singleFile) return { name: 'files', seen: 'not one file', findings: [] }
  const path = pathOf(url)
  const folder = dirname(path)
  if (!existsSync(path))
    return { name: 'files', seen: `${target} does not exist yet`, findings: lacking(folder, 'folder') }
  const leftovers = ['.restoring', '.restoring.claim'].filter((ending) => existsSync(path + ending))
  const findings = [
    ...lacking(path, 'file'),
    ...lacking(folder, 'folder'),
    ...openToOthers(path),
    ...leftovers.map((ending): Finding => {
      return {
        code: 'DOC105',
        severity: 'warning',
        subject: path + ending,
        message: 'a restore was interrupted, or is running',
        answer: 'millwright backup restore does it again',
      }
    }),
  ]
  return { name: 'files', seen: path, findings }
}

function lacking(path: string, what: string): readonly Finding[] {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return []
  } catch {
    return [
      {
        code: 'DOC102',
        severity: 'error',
        subject: path,
        message: `this user may not read and write the ${what}`,
        answer: `chmod u+rw ${path}`,
      },
    ]
  }
}

function openToOthers(path: string): readonly Finding[] {
  if (process.platform === 'win32' || (statSync(path).mode & 0o007) === 0) return []
  return [
    {
      code: 'DOC103',
      severity: 'warning',
      subject: path,
      message: 'every user of this machine can read it',
      answer: `chmod o= ${path}`,
    },
  ]
}

async function examineSpace({ dialect, url }: Project): Promise<Examination> {
  const { bytes, free } = await dialect.space(url)
  const needed = Math.ceil(bytes * 2.4) // a backup and a rehearsal, with some room
  if (free === undefined)
    return { name: 'space', seen: `${megabytes(bytes)} on a server whose free space is not known`, findings: [] }
  const seen = `${megabytes(free)} free, ${megabytes(needed)} needed for a backup and a rehearsal`
  if (free >= needed) return { name: 'space', seen, findings: [] }
  const finding: Finding = {
    code: 'DOC104',
    severity: 'error',
    subject: 'disk',
    message: `only ${seen}`,
    answer: 'make room, for example with `millwright backup prune`',
  }
  return { name: 'space', seen, findings: [finding] }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

async function examineBackups({ backups: directory, clock }: Project): Promise<Examination> {
  if (!existsSync(directory)) return { name: 'backups', seen: 'none yet', findings: [] }
  const { backups, findings } = await listBackups(directory)
  const leftovers = await findLeftovers(directory, clock.now())
  const left = leftovers.map(({ id, files }): Finding => {
    return {
      code: 'DOC106',
      severity: 'warning',
      subject: id,
      message: `a killed run left ${plural(files.length, 'file')} of a backup`,
      answer: 'millwright backup prune',
    }
  })
  return { name: 'backups', seen: plural(backups.length, 'backup'), findings: [...findings, ...left] }
}

async function examineDatabase(project: Project): Promise<readonly Examination[]> {
  if (!(await project.dialect.exists(project.url))) return []
  const db = await openDatabase(project, { readOnly: true })
  try {
    const structure = await examineStructure(project, db)
    const state = await readState(project, db)
    if (!state.isManaged) return [structure, { name: 'ledger', seen: 'none: nothing was run yet', findings: [] }]
    return [
      structure,
      await examineLock(db),
      ...(await guarded('ledger', async () => [await examineLedger(db, state)])),
      ...(await guarded('schema', async () => [await examineSchema(project, db, state)])),
    ]
  } finally {
    await db.close()
  }
}

async function examineStructure({ dialect }: Project, db: Connection): Promise<Examination> {
  const broken = (await dialect.snapshots.integrity(db)).slice(0, 10)
  const orphans = await dialect.snapshots.orphans(db)
  const findings = [
    ...broken.map((message): Finding => {
      return {
        code: 'DOC107',
        severity: 'critical',
        subject: 'structure',
        message,
        answer: 'stop all writers, then `millwright backup list` and `millwright backup restore`',
      }
    }),
    ...orphans.map(({ table, parent, rows }): Finding => {
      return {
        code: 'VAL106',
        severity: 'error',
        subject: table,
        message: `rows point at a row of ${parent} that does not exist`,
        rows,
      }
    }),
  ]
  return { name: 'database', seen: `${dialect.name}: structure and foreign keys checked`, findings }
}

async function examineLock(db: Connection): Promise<Examination> {
  const lock = await readLock(db)
  if (lock.run === undefined) return { name: 'lock', seen: 'free', findings: [] }
  const seen = `held by run ${lock.run}, ${lock.holder}`
  if (isHolderAlive(lock.holder) !== false) return { name: 'lock', seen, findings: [] }
  const finding: Finding = {
    code: 'DOC108',
    severity: 'warning',
    subject: `run ${lock.run}`,
    message: `its process is gone and left the lock behind (${lock.holder})`,
    answer: 'millwright resume takes it over by itself',
  }
  return { name: 'lock', seen, findings: [finding] }
}

async function examineLedger(db: Connection, { runs, unfinished }: State): Promise<Examination> {
  let events = 0
  for (const { id } of runs) events += (await readEvents(db, id)).length
  const findings: readonly Finding[] =
    unfinished === undefined
      ? []
      : [
          {
            code: 'VAL104',
            severity: 'error',
            subject: `run ${unfinished.id}`,
            message: `it is ${unfinished.state}, half-way through its work`,
            answer: 'millwright resume',
          },
        ]
  return {
    name: 'ledger',
    seen: `${plural(runs.length, 'run')}, ${plural(events, 'event')}, every link of the chain holds`,
    findings,
  }
}

async function examineSchema(project: Project, db: Connection, state: State): Promise<Examination> {
  const drift = await findDrift(project, db, state)
  const findings = drift.map((subject): Finding => {
    return {
      code: 'VAL105',
      severity: 'error',
      subject,
      message: 'the database is not what its history says',
      answer: 'write the change as a migration and `millwright stamp` it, or undo it by hand',
    }
  })
  return { name: 'schema', seen: drift.length === 0 ? 'as the history gives it' : 'changed by hand', findings }
}
