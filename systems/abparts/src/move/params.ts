import type { Params } from 'millwright'
import type { Policy } from '../domain/policy.ts'
import { policyFault } from '../domain/policy-fault.ts'
import type { MoveOptions } from './options.ts'
import { badParameter } from './problems.ts'

/** What a person decides about a move; what is not said is as {@link MoveOptions} has it. */
export type MoveDecisions = Pick<MoveOptions, 'policy' | 'warehouses' | 'duplicateSerials' | 'systemUser'> & {
  /** What the opening balances say of themselves. */
  readonly notes?: string
}

const usualNotes = 'Opening balance of the move to warehouses'

/** The decisions as parameters, which are part of the plan and of the ledger. */
export function paramsOf({ policy, warehouses, duplicateSerials, systemUser, notes }: MoveDecisions): Params {
  const given = { warehouses, duplicateSerials, systemUser, notes, policy: policy && JSON.stringify(policy) }
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** The options of a move from its parameters. The opening balances take run and time from the ledger. @throws ABP101 */
export function optionsIn(params: Params): MoveOptions {
  const { systemUser, notes = usualNotes } = params
  return {
    policy: policyIn(params['policy']),
    warehouses: wordIn(params, 'warehouses', ['split', 'default']),
    duplicateSerials: wordIn(params, 'duplicateSerials', ['fail', 'suffix']),
    ...(systemUser === undefined ? {} : { systemUser: idIn(systemUser) }),
    opening: { ofRun: true, notes },
  }
}

/** The first word is the default. */
function wordIn<Word extends string>(params: Params, name: string, words: readonly [Word, ...Word[]]): Word {
  const given = params[name] ?? words[0]
  const known = words.find((word) => word === given)
  if (known === undefined) throw badParameter(name, given, words.join(' or '))
  return known
}

function idIn(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text
  throw badParameter('systemUser', text, 'the id of a user')
}

function policyIn(text = '{}'): Policy {
  const policy = parsed(text)
  const fault = policyFault(policy)
  if (fault === undefined) return policy as Policy
  throw badParameter('policy', fault.given, fault.wanted)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badParameter('policy', text, 'an object in JSON')
  }
}
