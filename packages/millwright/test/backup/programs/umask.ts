/** Makes backups under the umask it is given. */
import { createBackup } from '../../../src/backup/create.ts'
import { restoreBackup } from '../../../src/backup/restore.ts'
import { backupSourceFile } from '../../../src/backup/source-files.ts'
import { sqlite } from '../../../src/dialects/sqlite/sqlite.ts'
import { systemClock } from '../../../src/kernel/clock.ts'

type Task = { mask: number; url: string; directory: string; restored: string; source: string }

const { mask, url, directory, restored, source } = JSON.parse(process.argv[2] as string) as Task
process.umask(mask)
const base = { dialect: sqlite, directory, clock: systemClock }
const { id } = await createBackup({ ...base, url, reason: 'test' })
await restoreBackup({ ...base, url: restored, id })
await backupSourceFile({ source, directory, count: () => 0 })
