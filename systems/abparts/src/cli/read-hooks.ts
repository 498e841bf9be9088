import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { hookNames, type Hooks } from '../production/hooks.ts'

/** Reads the operator's commands from a file of JSON. @throws RangeError when it is not what such a file can be */
export function readHooks(path: string, cwd: string): Hooks {
  const found = parsed(path, cwd)
  const fault = faultIn(found)
  if (fault === undefined) return found as Hooks
  throw new RangeError(`--hooks ${path}: ${fault}.`)
}

function parsed(path: string, cwd: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(cwd, path), 'utf8'))
  } catch (error) {
    throw new RangeError(`--hooks ${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function faultIn(found: unknown): string | undefined {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return 'it should be an object'
  for (const [name, value] of Object.entries(found)) {
    if (name === 'timeoutSeconds') {
      if (!isSeconds(value)) return 'timeoutSeconds should be a number from 1 to 86400'
    } else if (!hookNames.some((one) => one === name)) return `${name} is none of ${hookNames.join(', ')}`
    else if (typeof value !== 'string' || value.trim() === '') return `${name} should be a command`
  }
  return undefined
}

const isSeconds = (value: unknown): boolean => typeof value === 'number' && value >= 1 && value <= 86_400
