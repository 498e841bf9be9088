import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Project, up } from 'millwright'
import { defaultPolicies } from '../../src/domain/policies.ts'
import { cleanText } from '../../src/domain/text.ts'
import { sampleFiles } from '../../src/generator/sample.ts'
import { loadedFiles } from '../../src/loads/files.ts'
import { paramsOf } from '../../src/loads/params.ts'
import { hospitalProject } from '../../src/move/project.ts'

const asOf = '2025-06-28'

/** A hospital at head with so many OCM devices, moved out of generated files as any hospital is. */
export async function makeHospital(folder: string, rows: number): Promise<Project> {
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const files = sampleFiles({ seed: 42, profile: 'clean', asOf, ocm: rows, ppm: 40, training: 12 })
  for (const [name, text] of files) writeFileSync(join(data, name), text)
  const project = await hospitalProject(join(folder, 'hospital.db'), { params: paramsFor(data, files) })
  const made = await up(project, { yes: true })
  if (made.exit !== 0) throw new Error(`the database could not be made: ${JSON.stringify(made)}`)
  return project
}

const paramsFor = (data: string, files: ReadonlyMap<string, string>) =>
  paramsOf({
    data,
    asOf,
    startedAt: `${asOf}T00:00:00.000Z`,
    policies: defaultPolicies,
    departments: Object.keys(JSON.parse(files.get('departments_and_machines.json') ?? '{}') as object).map(cleanText),
    files: loadedFiles.slice(0, -1),
    backups: [],
  })
