import type { Twins } from 'millwright'
import type { Policies } from '../domain/policies.ts'
import { duplicatePolicyFor, serialKind, suffixedSerial } from '../domain/serial.ts'

/** Rules under which a record is left out, by the policy that decides over them. */
const rulesOf = {
  duplicateSerials: ['duplicate_serial'],
  placeholderSerials: ['duplicate_placeholder'],
  missingRequired: ['required'],
  invalidDates: ['date_invalid'],
  lossySerials: ['serial_lossy_scientific', 'serial_looks_numeric_converted', 'serial_lossy_number'],
  tooLong: ['too_long'],
  unknownDepartments: ['department_unknown'],
} as const satisfies Partial<Record<keyof Policies, readonly string[]>>

type Deciding = keyof typeof rulesOf

const rulesWith = (policies: Policies, word: string): readonly string[] =>
  (Object.keys(rulesOf) as Deciding[]).flatMap((policy) => (policies[policy] === word ? rulesOf[policy] : []))

/** Rules that the policies accept: such records are listed and counted, and do not stop the run. */
export const acceptedRules = (policies: Policies): readonly string[] => rulesWith(policies, 'quarantine')

/** Rules that stop the run whatever number of rejects it may bear. */
export const stoppingRules = (policies: Policies): readonly string[] => rulesWith(policies, 'fail')

/** A later device with a serial that is taken: it gets a suffix, or is listed under a rule of its own. */
export const twinsBy = (policies: Policies): Twins => ({
  rename: (row, nth) => {
    const serial = String(row['serial'])
    if (duplicatePolicyFor(serial, policies) === 'suffix') return { ...row, serial: suffixedSerial(serial, nth) }
    return { reject: serialKind(serial) === 'placeholder' ? 'duplicate_placeholder' : 'duplicate_serial' }
  },
})

export const existingBy = ({ existingRows }: Policies): 'reject' | 'replace' | 'keep' =>
  (({ 'conflict-fail': 'reject', 'source-wins': 'replace', 'target-wins': 'keep' }) as const)[existingRows]
