import { status, up } from 'millwright'
import { lastId } from '../reports/step-book.ts'
import { type ManagerOptions, projectOf } from './options.ts'
import { keptYet, noDatabase, notConfirmedContract, notMoved } from './problems.ts'

export type ContractFlags = { readonly keepDays?: number; readonly yes?: boolean }
export type ContractReport = { readonly verdict: string; readonly reason: string; readonly exit_code: number }

const contractId = '0099'
const dayMs = 86_400_000

/**
 * Drops what is left of the old model, once the way back need not be promised any more.
 *
 * @throws ABP301, ABP304, ABP308, ABP309
 */
export async function contractModel(
  options: ManagerOptions,
  { keepDays = 30, yes = false }: ContractFlags,
): Promise<ContractReport> {
  const project = await projectOf(options)
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  const { migrations } = await status(project)
  const moved = migrations.find(({ id, state }) => id === lastId && state === 'applied')
  if (moved?.appliedAt === undefined) throw notMoved(project.target)
  const days = Math.floor((project.clock.now().getTime() - Date.parse(moved.appliedAt)) / dayMs)
  if (days < keepDays) throw keptYet(days, keepDays)
  if (!yes) throw notConfirmedContract()
  const result = await up(project, { target: contractId, yes: true })
  if (!('report' in result)) return { verdict: 'PROVED', reason: 'there was nothing left to drop', exit_code: 0 }
  return { verdict: result.verdict, reason: result.why, exit_code: result.exit }
}
