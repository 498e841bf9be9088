import type { Defect, Manifest, Profile } from './manifest.ts'
import { quota, type Random, randomFrom } from './random.ts'
import { technicians } from './words.ts'

type TrainingOptions = {
  readonly register: 'training'
  readonly n: number
  readonly seed: number
  readonly profile: Profile
  readonly asOf: string
}

type Person = {
  id: string
  employee_id: string
  name: string
  department: string
  machine_trainer_assignments: { machine: string; trainer: string }[]
  last_trained_date: string
  next_due_date: string
}

/** `training.json`: nearly all without training, one employee id filled down over many people, names with a space behind. */
export function trainingFile({ n, seed, profile, asOf }: TrainingOptions): {
  readonly json: string
  readonly manifest: Manifest
} {
  const random = randomFrom(seed * 2 + 7)
  const people = Array.from({ length: n }, (_, at) => person(at, random))
  assign(people[Math.floor(n / 3)], 17, profile)
  assign(people[Math.floor(n / 2)], 2, 'clean')
  const trained = people[Math.floor(n / 3)]
  if (trained !== undefined) {
    trained.last_trained_date = '14/04/2025'
    trained.next_due_date = '14/04/2026'
  }
  const defects = profile === 'clean' ? [] : spoil(people, random)
  return { json: JSON.stringify(people, null, 4), manifest: { file: 'training.json', n, seed, profile, asOf, defects } }
}

const person = (at: number, random: Random): Person => ({
  id: String(at + 1),
  employee_id: String(2100 + at * 3),
  name: `NURSE-${String(at + 1).padStart(3, '0')}`,
  department: random.pick(['ER', 'ICU', 'NICU', 'OR', 'LDR', 'IM']),
  machine_trainer_assignments: [],
  last_trained_date: 'N/A',
  next_due_date: 'N/A',
})

function assign(person: Person | undefined, count: number, profile: Profile): void {
  if (person === undefined) return
  person.machine_trainer_assignments = Array.from({ length: count }, (_, at) => ({
    machine: `TRAINING MACHINE ${at + 1}`,
    trainer: profile !== 'clean' && at === 4 ? '' : (technicians[at % technicians.length] as string),
  }))
}

// One id over a run of 62 rows, two ids used twice, two people without one, 30 names with a space at the end.
function spoil(people: Person[], random: Random): readonly Defect[] {
  const n = people.length
  if (n < 8) throw new RangeError(`${n} records are too few for the defects of this profile.`)
  const [run, from] = [quota(62 / 238, n), Math.floor(n / 4)]
  const free = random.shuffled(people.map((_, index) => index).filter((index) => index < from || index >= from + run))
  const give = (count: number): number[] => free.splice(0, count)
  const filled = Array.from({ length: run - 1 }, (_, at) => sharedId(people, from + at + 1, from))
  const pairs = Array.from({ length: quota(2 / 238, n) }, () => give(2) as [number, number])
  const shared = pairs.map(([of, index]) => sharedId(people, index, of))
  const none = give(quota(2 / 238, n)).map((index) =>
    change(people, index, { kind: 'employee_id_none', field: 'employee_id', injected: 'N/A' }),
  )
  const spaced = give(quota(30 / 238, n)).map((index) =>
    change(people, index, { kind: 'name_trailing_space', field: 'name', injected: `${String(people[index]?.name)} ` }),
  )
  return [...filled, ...shared, ...none, ...spaced, ...blankTrainers(people)].sort((a, b) => a.index - b.index)
}

type Spoiling = {
  readonly kind: string
  readonly field: 'employee_id' | 'name'
  readonly injected: string
  readonly of?: number
}

const sharedId = (people: Person[], index: number, of: number): Defect =>
  change(people, index, {
    kind: 'employee_id_shared',
    field: 'employee_id',
    injected: (people[of] as Person).employee_id,
    of,
  })

function change(people: Person[], index: number, { kind, field, injected, ...twin }: Spoiling): Defect {
  const person = people[index] as Person
  const original = person[field]
  person[field] = injected
  return { file: 'training.json', index, kind, field, original, injected, ...twin }
}

const blankTrainers = (people: readonly Person[]): readonly Defect[] =>
  people.flatMap((person, index) =>
    person.machine_trainer_assignments.flatMap(({ trainer }, at) =>
      trainer === ''
        ? [
            {
              file: 'training.json',
              index,
              kind: 'trainer_blank',
              field: `machine_trainer_assignments.${at}.trainer`,
              original: null,
              injected: '',
            },
          ]
        : [],
    ),
  )
