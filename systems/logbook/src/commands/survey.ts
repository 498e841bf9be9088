import { openDatabase, status } from 'millwright'
import { shipTables } from '../project.ts'
import { type Found, type Kind, kinds } from '../survey/kinds.ts'
import { survey } from '../survey/survey.ts'
import { type Answer, projectOf } from './answer.ts'
import type { Ordered } from './parse.ts'
import { notForSurvey } from './problems.ts'

const readable: readonly string[] = ['r07', 'r08', 'r09a', 'r09b', 'r10a', 'r10b']

/** What is wrong in a book of before, kind by kind; 4 when something has to be done about it. @throws ORB207 */
export async function surveyBook(ordered: Ordered): Promise<Answer> {
  const project = await projectOf(ordered)
  const { current } = await status(project)
  if (!readable.includes(current[0] ?? '')) throw notForSurvey(current.join(' ') || 'no revision')
  const db = await openDatabase(project, { readOnly: true })
  try {
    const found = await survey(db, shipTables())
    const isWrong = found.some(({ kind }) => kind !== 'name_not_ascii')
    return { exit: isWrong ? 4 : 0, lines: linesOf(found), document: { found } }
  } finally {
    await db.close()
  }
}

function linesOf(found: readonly Found[]): readonly string[] {
  if (found.length === 0) return ['Nothing is wrong.']
  const groups = [...Map.groupBy(found, ({ kind }) => kind)]
  return groups.flatMap(([kind, list]) => [`${kind}: ${list.length}`, `  ${placesOf(list)} ${kinds[kind as Kind]}`])
}

const placesOf = (list: readonly Found[]): string => {
  const shown = list
    .slice(0, 10)
    .map(({ id }) => id)
    .join(', ')
  return `${list[0]?.table ?? ''} ${shown}${list.length > 10 ? ' …' : ''}`
}
