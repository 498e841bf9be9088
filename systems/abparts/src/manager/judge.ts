import type { Result } from '../checks/evaluate.ts'
import type { ValidationReport } from '../checks/validate.ts'

/** What no flag lets pass: nobody could tell who Oraseas EE is, or whose a user is. */
const always = new Set(['LEG-04', 'LEG-05', 'LEG-14'])

export const isBad = ({ severity }: Result): boolean => severity === 'error' || severity === 'critical'

/** The findings that keep a migration from beginning. */
export const stopping = ({ results }: ValidationReport, skips: boolean): readonly Result[] =>
  results.filter((result) => isBad(result) && (!skips || always.has(result.id)))

/** The rule of the old model that says the same as a rule of the new one. */
const before: Readonly<Record<string, string>> = {
  'ORG-01': 'LEG-01',
  'ORG-03': 'LEG-03',
  'ORG-05': 'LEG-05',
  'ORG-06': 'LEG-06',
  'USR-01': 'LEG-07',
  'USR-02': 'LEG-08',
  'USR-03': 'LEG-09',
  'USR-04': 'LEG-11',
  'USR-05': 'LEG-12',
  'USR-06': 'LEG-13',
  'USR-09': 'LEG-14',
  'PRT-01': 'LEG-15',
  'PRT-02': 'LEG-16',
  'PRT-03': 'LEG-17',
  'MCH-01': 'LEG-21',
  'MCH-02': 'LEG-20',
  'MCH-03': 'LEG-22',
  'MCH-04': 'LEG-19',
  'INV-01': 'LEG-23',
  'INV-02': 'LEG-24',
  'INV-03': 'LEG-25',
  'INV-07': 'LEG-26',
  'USR-07': 'LEG-28',
}

/** Rules about values that the migration leaves as they are, and that no rule of the old model asks for. */
const untouched = new Set(['PRT-07', 'USR-08'])

/**
 * Marks what was there before in another form. Without a validation before nobody knows, and nothing is marked; the rules about
 * the schema keep their ids.
 */
export function marked(found: readonly Result[], earlier: readonly Result[] | undefined): readonly Result[] {
  const known = new Set(earlier?.map(({ id }) => id))
  return found.map((result) =>
    untouched.has(result.id) || known.has(before[result.id] ?? result.id)
      ? { ...result, details: { ...result.details, preexisting: true } }
      : result,
  )
}

/** The bad findings that the migration brought about. */
export const broughtAbout = (found: readonly Result[]): readonly Result[] =>
  found.filter((result) => isBad(result) && result.details.preexisting !== true)
