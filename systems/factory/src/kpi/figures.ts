import { contradiction, missingField, notAFigure, notAnObject, notJson, twice, unknownField } from './problems.ts'

/** What a line may hold. Times are minutes. */
export const requiredFields = [
  'plannedBusyMin',
  'actualProductionMin',
  'plannedRunTimePerItemMin',
  'producedQuantity',
  'goodQuantity',
] as const

export const optionalFields = ['calendarMin', 'scrapQuantity', 'reworkQuantity', 'failures', 'repairMin'] as const

type Required = (typeof requiredFields)[number]
type Optional = (typeof optionalFields)[number]

/** The figures of one line; null for an optional one that is absent. */
export type Figures = { readonly [name in Required]: number } & { readonly [name in Optional]: number | null }

const fields: readonly string[] = [...requiredFields, ...optionalFields]

/** @throws FAC101 to FAC107 for a line that holds anything else */
export function figuresOf(line: number, text: string): Figures {
  const given = objectIn(line, text)
  const strange = Object.keys(given).find((name) => !fields.includes(name))
  if (strange !== undefined) throw unknownField(line, quoted(strange), fields.join(', '))
  const missing = requiredFields.filter((name) => !Object.hasOwn(given, name))
  if (missing.length > 0) throw missingField(line, missing.join(', '))
  const values = fields.map((name) => [name, figureIn(line, name, given[name])] as const)
  if (namesIn(text) > Object.keys(given).length) throw twice(line)
  return consistent(line, Object.fromEntries(values) as Figures)
}

function objectIn(line: number, text: string): Readonly<Record<string, unknown>> {
  const value = parsed(line, text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw notAnObject(line, kindOf(value))
}

function parsed(line: number, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw notJson(line, shortened(error instanceof Error ? error.message : String(error)))
  }
}

function figureIn(line: number, name: string, value: unknown): number | null {
  if ((value === undefined || value === null) && isOptional(name)) return null
  if (typeof value !== 'number') throw notAFigure(line, name, kindOf(value))
  if (!Number.isFinite(value)) throw notAFigure(line, name, 'too great')
  if (value < 0) throw notAFigure(line, name, `negative (${value})`)
  if (name === 'failures' && !Number.isInteger(value)) throw notAFigure(line, name, `no whole number (${value})`)
  return value
}

const isOptional = (name: string): boolean => (optionalFields as readonly string[]).includes(name)

/** JSON.parse keeps the last of two. Here every value is a number or null, so each text in the line is a name. */
const namesIn = (text: string): number => text.match(/"(?:[^"\\]|\\.)*"/g)?.length ?? 0

function consistent(line: number, figures: Figures): Figures {
  const { producedQuantity: produced, goodQuantity: good, scrapQuantity: scrap } = figures
  if (good > produced) throw contradiction(line, `goodQuantity ${good} is more than producedQuantity ${produced}`)
  if (scrap !== null && good + scrap > produced) {
    const both = `goodQuantity ${good} and scrapQuantity ${scrap}`
    throw contradiction(line, `${both} are more than producedQuantity ${produced}`)
  }
  return figures
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return `the text ${quoted(value)}`
  if (typeof value === 'boolean') return `the word ${value}`
  return typeof value === 'number' ? `the number ${value}` : 'an object'
}

const quoted = (text: string): string => shortened(JSON.stringify(text))

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
