import { sampleNames } from '../generator/sizes.ts'

export const usage = `Moves a spare parts business to its new model: eleven steps, rehearsed, backed up, proved, and taken back when they fail.

  npm run -s abparts -- COMMAND [--url URL] [--dir DIR] [--json] [--log-level DEBUG|INFO|WARNING|ERROR]

  validate    recognises the old or the new model and asks every rule
      [--policy FILE]
  migrate     validates, rehearses on a copy, asks, runs, validates
      [--yes]               asks nothing
      [--dry-run]           ends after the rehearsal; nothing changes, and that is proved
      [--force]             without validation and rehearsal; says so in the ledger and in the report
      [--skip-validation]   findings are reported and do not stop; LEG-04, LEG-05 and LEG-14 still do
      [--policy FILE] [--warehouses split|default] [--duplicate-serials fail|suffix] [--system-user ID] [--notes TEXT]
  test        on invented databases that are thrown away
      [--type comprehensive|rollback|sample] [--sample-size small_sample]
  rollback    takes the last migration back, or the one that is named
      [--run ID] [--backup FILE] [--accept-conflicts] [--yes]
  resume      goes on with a migration that was paused or killed
  status      where the database stands
  contract    drops what is left of the old model
      [--keep-days 30] [--yes]
  protocols   adds the maintenance protocols to a moved database, and says what of them is there
      [--repair]            makes what the ledger knows and the database lacks
      [--recreate]          makes tables anew that somebody else made and that hold no row
      [--samples]           adds seven protocols to begin with
      [--remove] [--yes]    takes the protocols back, with their rows
  window      how long the protocols would keep the application shut: a backup, rehearsals on copies, and what they took
      [--rehearsals 3]
  production  adds them where people work: backup, rehearsal, notice, maintenance mode, change, proof, restart, trial
      [--hooks FILE]        your commands for notify, maintenanceOn, restart, smoke, maintenanceOff; the first that fails ends it
      [--verify-http URL]   where the application answers after its restart
      [--back]              takes them back instead
      [--rehearsals 3] [--yes]
  serve       the interface to work with the protocols, and its documentation, until Ctrl-C
      [--port 8080] [--host 127.0.0.1]
  generate    makes an invented old database at an address where there is none
      [--sample-size small_sample] [--defects 0.02]

URL is postgres://… or pglite:FOLDER; without it, the database of systems/abparts/millwright.config.ts.
DIR gets backups/, reports/ and logs/; without it, systems/abparts.
sample sizes: ${sampleNames.join(', ')}
exit codes: 0 done and proved, 1 internal error, 2 mistake in the command line, 3 applied but not proved, 4 refused, 5 paused,
            6 failed and taken back
`
