import { type Answer, type Call, type Command, given } from '../command.ts'
import { near } from '../near.ts'

export const init: Command = {
  about:
    'Makes millwright.config.ts and the folder migrations/ in this folder. It writes over nothing. A configuration may say: database, label, migrations, params, reports, backups (directory, encrypt, keyFile, before, keep, days), batch (minRows, maxRows, targetMs, maxBytes).',
  examples: [
    ['millwright init', 'a project on the SQLite file app.db'],
    ['millwright init --url sqlite:data/parts.db', 'a project on another database'],
    [
      'millwright init --url postgres://ann@db.example/parts',
      'one on a PostgreSQL server; `pglite:data` is one without a server',
    ],
  ],
  exits: [
    [0, 'made'],
    [2, 'the command line is not right'],
    [4, 'there is a configuration already; nothing was written'],
  ],
  run: runInit,
}

async function runInit(call: Call): Promise<Answer> {
  const { init: make } = await import('../../actions/init.ts')
  const where = given({ config: call.value('config'), url: call.value('url'), migrations: call.value('migrations') })
  const made = await make({ cwd: call.io.cwd, ...where })
  const text = () => `${made.files.map((file) => `made ${near(call, file)}`).join('\n')}
The database is ${made.database}; \`millwright up\` makes it when it does not exist.
Next: \`millwright new "add customers"\` writes the first migration.
`
  return { exit: 0, document: () => made, text }
}
