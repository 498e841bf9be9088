/** Commits one row to each of two tables every five milliseconds, until it is killed. */
import { DatabaseSync } from 'node:sqlite'

const db = new DatabaseSync(process.argv[2] as string, { timeout: 10_000 })
db.exec('pragma synchronous = normal')
let id = 0
setInterval(() => {
  id += 1
  db.exec(`begin immediate; insert into debit values (${id}, 'x'); insert into credit values (${id}, 'x'); commit`)
  if (id === 1) process.stdout.write('writing\n')
}, 5)
