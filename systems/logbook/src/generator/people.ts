import { clockAt } from './calendar.ts'
import type { Making, Row, Voyage } from './rows.ts'

/** Invented people. Nobody can sign in with the mark that stands where a password's hash would stand. */
export const engineers = ['Tove Aldergrove', 'Marek Quillfeather', 'Ines Brackwater', 'Odd Larkspur'] as const
export const titles = ['Chief Engineer', '1st Assistant Engineer', '2nd Assistant Engineer'] as const

const people = [
  ['chief', 'Tove Aldergrove', 'CHIEF_ENGINEER'],
  ['first', 'Marek Quillfeather', 'ENGINEER'],
  ['second', 'Ines Brackwater', 'ENGINEER'],
  ['third', 'Odd Larkspur', 'ENGINEER'],
  ['bridge', 'Pell Sandhopper', 'VIEWER'],
  ['office', 'Rue Tidewell', 'VIEWER'],
] as const

const questions = [
  'How often is the purifier cleaned?',
  'Torque of the cylinder head?',
  'Oil for the stern thruster?',
] as const

export function peopleOf({ start, random }: Making): Pick<Voyage, 'users' | 'chat_sessions'> {
  const at = clockAt(start, '12:00')
  const users = people.map(
    ([username, full_name, role], index): Row => ({
      id: index + 1,
      username,
      email: `${username}@ship.example`,
      password_hash: '!',
      role,
      full_name,
      is_active: 1,
      last_login: null,
      created_at: at,
      updated_at: at,
    }),
  )
  const chat_sessions = Array.from(
    { length: 5 },
    (_, index): Row => ({
      id: index + 1,
      user_id: random.between(1, users.length),
      messages: JSON.stringify([{ role: 'user', text: random.pick(questions) }]),
      created_at: at,
      updated_at: at,
    }),
  )
  return { users, chat_sessions }
}
