import type { SquashResult } from '../../actions/squash.ts'
import { plural } from '../../kernel/text.ts'
import { type Answer, type Call, type Command, given } from '../command.ts'
import { near } from '../near.ts'

export const squash: Command = {
  about:
    'Puts one file in the place of several migrations. From the beginning of the history, it makes the schema that they leave, with the rows that they inserted; in the middle, it holds their statements one after the other. It was played there, back and there again beside the old ones, and gave the same schema and rows. A database that has them all goes on with it and runs nothing; one that has some of them is refused, with the command that takes it past them. The folder as it was is kept beside it.',
  flags: [
    { long: 'to', value: 'MIGRATION', about: 'the last of them (default: the head)' },
    { long: 'from', value: 'MIGRATION', about: 'the first of them (default: the beginning of the history)' },
    { long: 'title', value: 'TEXT', about: 'its name (default: up to, and the last id)' },
  ],
  examples: [
    ['millwright squash', 'the whole history'],
    ['millwright squash --to 0040 --title "version 2"', 'everything up to there'],
    ['millwright squash --from 0012 --to 0019', 'a part of it'],
  ],
  exits: [
    [0, 'written; the old files stand in the folder that is named'],
    [2, 'the command line is not right'],
    [4, 'refused; no file was changed'],
  ],
  run: runSquash,
}

async function runSquash(call: Call): Promise<Answer> {
  const project = await call.project()
  const { squash: join } = await import('../../actions/squash.ts')
  const flags = given({ from: call.value('from'), to: call.value('to'), title: call.value('title') })
  const made = await join(project, flags)
  return { exit: 0, document: () => made, text: () => squashLines(call, made) }
}

const squashLines = (call: Call, { file, replaced, kept, form, rows, id }: SquashResult): string =>
  `wrote ${near(call, file)}
It takes the place of ${replaced.join(', ')}: ${formWords(form, rows)}.
Played beside them, there and back: the same schema and the same rows.
kept  ${near(call, kept)}, the history as it was
Keep that folder until every database is past ${id}: \`millwright up ${id} --migrations ${near(call, kept)}\` takes one there.
`

const formWords = (form: SquashResult['form'], rows: number): string =>
  form === 'statements'
    ? 'their statements, one after the other'
    : `the schema that they leave, and ${plural(rows, 'row')}`
