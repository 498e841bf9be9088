import type { TypedAnswers } from '../diff/answers.ts'
import type { Call, Flag } from './command.ts'

/** The answers to what a comparison cannot know. */
export const answerFlags: readonly Flag[] = [
  {
    long: 'rename',
    value: 'WHAT:OLD=NEW',
    repeat: true,
    about:
      'it is the same under a new name: table:old=new, column:table.old=new, type-value:type.old=new, constraint:table.old=new, index:table.old=new',
  },
  { long: 'drop', value: 'WHAT:OLD', repeat: true, about: 'it is not renamed, it goes away: column:table.old' },
  { long: 'fill', value: 'TABLE.COLUMN=SQL', repeat: true, about: 'the value for rows that need one' },
  { long: 'using', value: 'TABLE.COLUMN=SQL', repeat: true, about: 'the expression that converts the old values' },
  { long: 'map-value', value: 'TYPE.OLD=NEW', repeat: true, about: 'what rows get whose value leaves its enum' },
  { long: 'keep-dropped', about: 'keep what goes away in tables called millwright_kept_…, for the way back' },
]

/** The answers as they were typed. */
export const typedAnswers = (call: Call): TypedAnswers => ({
  renames: call.values('rename'),
  drops: call.values('drop'),
  fills: call.values('fill'),
  usings: call.values('using'),
  values: call.values('map-value'),
  keepDropped: call.has('keep-dropped'),
})
