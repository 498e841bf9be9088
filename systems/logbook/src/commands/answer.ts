import { type Problem, type Project } from 'millwright'
import { existsSync } from 'node:fs'
import { logbookProject } from '../project.ts'
import { type Ordered, textIn } from './parse.ts'
import { noBook } from './problems.ts'

/** What a command ends with: lines for a person, a document for a machine. */
export type Answer = { readonly exit: number; readonly lines: readonly string[]; readonly document: object }

/** The project of a book that is there; `--vessel` and `--zone` go before the configuration. @throws ORB201 */
export async function projectOf(ordered: Ordered): Promise<Project> {
  if (!existsSync(ordered.db)) throw noBook(ordered.db)
  const [vessel, zone] = [textIn(ordered, 'vessel'), textIn(ordered, 'zone')]
  const params = { ...(vessel === undefined ? {} : { vessel }), ...(zone === undefined ? {} : { zone }) }
  return logbookProject(ordered.db, { params })
}

export const answerText = ({ lines, document }: Answer, json: boolean): string =>
  json ? `${JSON.stringify(document, bigAsNumber, 2)}\n` : `${lines.join('\n')}\n`

const bigAsNumber = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value)

/** What went wrong, as an answer. */
export const problemAnswer = ({ code, exit, text }: Problem): Answer => ({
  exit,
  lines: [
    `${code} ${text.what}`,
    `  state: ${text.state}`,
    ...(text.does === undefined ? [] : [`  does:  ${text.does}`]),
    `  next:  ${text.next}`,
  ],
  document: { code, ...text, exit },
})
