import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Policy } from '../domain/policy.ts'
import { policyFault } from '../domain/policy-fault.ts'

/** Reads the answers of the owners from a file of JSON. @throws RangeError when it is not what a policy can be */
export function readPolicy(path: string, cwd: string): Policy {
  const policy = parsed(path, cwd)
  const fault = policyFault(policy)
  if (fault === undefined) return policy as Policy
  throw new RangeError(`--policy ${path}: ${fault.given} should be ${fault.wanted}.`)
}

function parsed(path: string, cwd: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(cwd, path), 'utf8'))
  } catch (error) {
    throw new RangeError(`--policy ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
