export const usage = `The ship's oil record book: what is done with its file.

  npm run -s COMMAND -w systems/logbook -- --db FILE [flags] [--json]

  generate   an invented book: [--years 0.25] [--seed 42] [--start 2025-01-05] [--profile clean|dirty] [--at r17]
  survey     what is wrong in a book of before r10, row by row
  review     what is pending, statement by statement, and what it destroys: [--vessel NAME] [--zone ZONE]
  copy-test  do it on a copy, and try there what users do: [--vessel NAME] [--zone ZONE]
  backup     a proved copy: [--label WORDS]
  stop       stop the server of this book
  apply      do it, after a backup, and prove it: [--to r17] [--yes] [--vessel NAME] [--zone ZONE]
  health     can the program work, and how old is the newest backup: [--backup-hours 168]
  routine    the monthly look: history, runs, backups, and the way back and forth on a copy
  restore    put a backup in place: [--id ID|latest] --yes
  rollback   take the newest revisions back: [--steps 1] [--yes]
  serve      offer the interface on the loopback: [--port 8080] [--host 127.0.0.1] [--name HOST] [--backup-every 24]
             [--read-image PROGRAM]
`
