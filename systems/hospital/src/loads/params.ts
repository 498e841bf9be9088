import { join } from 'node:path'
import { loadedFiles, type LoadedFile } from './files.ts'
import type { Params } from 'millwright'
import { defaultPolicies, type Policies } from '../domain/policies.ts'
import type { Lookups } from '../domain/shape.ts'

/** Where the copy of a file of the JSON era stands, and what must be in it. */
export type JsonBackup = { readonly file: LoadedFile; readonly path: string; readonly sha256: string }

/** Everything a move of the hospital depends on. It travels as the plan's parameters, so the ledger keeps it. */
export type Facts = {
  readonly data: string
  readonly asOf: string
  /** One moment for the whole run: `created_at` and `updated_at` of every row. */
  readonly startedAt: string
  readonly policies: Policies
  /** The master list, or undefined when the folder has none. */
  readonly departments: readonly string[] | undefined
  readonly files: readonly LoadedFile[]
  readonly backups: readonly JsonBackup[]
}

export const paramsOf = (facts: Facts): Params => ({
  data: facts.data,
  asOf: facts.asOf,
  startedAt: facts.startedAt,
  policies: JSON.stringify(facts.policies),
  departments: JSON.stringify(facts.departments ?? null),
  files: JSON.stringify(facts.files),
  backups: JSON.stringify(facts.backups),
})

/** The facts as a move reads them; what is not given is that of the committed sample. */
export function factsFrom(params: Params): Facts {
  return {
    data: params['data'] ?? 'sample',
    asOf: params['asOf'] ?? '2025-06-28',
    startedAt: params['startedAt'] ?? '2025-06-28T00:00:00.000Z',
    policies: readJson<Policies>(params['policies']) ?? defaultPolicies,
    departments: readJson<readonly string[]>(params['departments']),
    files: readJson<readonly LoadedFile[]>(params['files']) ?? loadedFiles.slice(0, -1),
    backups: readJson<readonly JsonBackup[]>(params['backups']) ?? [],
  }
}

// What was written by `paramsOf`: the plan's hash stands for it.
const readJson = <T>(text: string | undefined): T | undefined =>
  text === undefined || text === 'null' ? undefined : (JSON.parse(text) as T)

export const pathOf = ({ data }: Pick<Facts, 'data'>, file: LoadedFile): string => join(data, file)

export const lookupsOf = ({ departments }: Facts): Lookups =>
  departments === undefined ? {} : { departments: new Set(departments) }
