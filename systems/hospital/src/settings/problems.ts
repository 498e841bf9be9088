import { defineProblem } from 'millwright'

export const settingDamaged = defineProblem('HOSP301', 4, (key: string, stored: string) => ({
  what: `The setting ${key} is stored as ${stored}, which it cannot be.`,
  state: 'The database is as it was; nothing was done with the setting.',
  does: 'A damaged setting is never taken for its default.',
  next: `Give it a value: POST /api/settings with {"${key}": …}.`,
}))
