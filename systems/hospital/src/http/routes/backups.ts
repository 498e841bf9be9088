import { answer, z } from 'millwright/http'
import { Readable } from 'node:stream'
import { createFull, createSettings } from '../../backups/create.ts'
import { handOut } from '../../backups/download.ts'
import { describeBackup, listBackups } from '../../backups/list.ts'
import { nameRule } from '../../backups/names.ts'
import { removeBackup } from '../../backups/remove.ts'
import { restoreBackup } from '../../backups/restore.ts'
import { bytesOf } from '../../backups/shelf.ts'
import { type Area, defineRoute } from '../route.ts'

const backupSchema = z
  .object({
    name: z.string(),
    kind: z.enum(['full', 'settings']),
    created_at: z.iso.datetime(),
    created_by: z.string(),
    reason: z.string(),
    bytes: z.number().int(),
    rows: z
      .record(z.string(), z.number().int())
      .nullable()
      .openapi({ description: 'Rows by table; settings have none' }),
    kept_because: z.string().nullable().openapi({ description: 'Why it may not be deleted; null when it may' }),
  })
  .openapi('Backup')

const restoredSchema = z
  .object({
    name: z.string(),
    before: z.string().openapi({ description: 'The backup of what was there before' }),
    left_out: z.array(z.string()).openapi({ description: 'Settings that nobody knows any more' }),
  })
  .openapi('RestoredBackup')

const about = { permission: 'backup_manage', tag: 'Backups' } as const
const params = z.object({
  name: z.string().max(200).regex(nameRule).openapi({ example: 'full_backup_20250628_100000.zip' }),
})

const getAll = defineRoute({
  ...about,
  method: 'get',
  path: '/api/backup',
  summary: 'Every backup, the newest first',
  responses: { 200: answer(z.array(backupSchema), 'The backups') },
})

const postFull = defineRoute({
  ...about,
  method: 'post',
  path: '/api/backup/full',
  summary: 'Back up everything: a proved copy of the database, its tables as JSON, the settings',
  responses: { 201: answer(backupSchema, 'The backup') },
})

const postSettings = defineRoute({
  ...about,
  method: 'post',
  path: '/api/backup/settings',
  summary: 'Write the settings into a file, without secrets',
  responses: { 201: answer(backupSchema, 'The backup') },
})

const getOne = defineRoute({
  ...about,
  method: 'get',
  path: '/api/backup/{name}',
  summary: 'Download a backup',
  request: { params },
  responses: {
    200: {
      description: 'The file',
      content: {
        'application/zip': { schema: z.string().openapi({ format: 'binary' }) },
        'application/json': { schema: z.object({}).loose() },
      },
    },
  },
})

const remove = defineRoute({
  ...about,
  method: 'delete',
  path: '/api/backup/{name}',
  summary: 'Delete a backup; never one of the three newest, and never one that a run needs',
  request: { params },
  responses: { 200: answer(z.object({ message: z.string() }), 'What was deleted') },
})

const postRestore = defineRoute({
  ...about,
  method: 'post',
  path: '/api/backup/{name}/restore',
  summary: 'Bring a backup back',
  description:
    'What is there now is backed up first. A full backup is proved before it takes the place of the database; everybody but the caller has to sign in again.',
  request: { params },
  responses: { 200: answer(restoredSchema, 'What was restored, and where the state before is') },
})

export const backups: Area = (app, desk) => {
  const order = (actor: string) => ({ actor, reason: 'by hand' })
  const location = (name: string) => ({ Location: `/api/backup/${name}` })
  app.openapi(getAll, async (c) => c.json([...(await listBackups(desk))], 200))
  app.openapi(postFull, async (c) => {
    const name = await createFull(desk, order(c.var.caller.actor))
    return c.json(await describeBackup(desk, name), 201, location(name))
  })
  app.openapi(postSettings, async (c) => {
    const name = await createSettings(desk, order(c.var.caller.actor))
    return c.json(await describeBackup(desk, name), 201, location(name))
  })
  app.openapi(getOne, async (c) => {
    const found = await handOut(desk, c.var.caller.actor, c.req.valid('param').name)
    return c.body(Readable.toWeb(bytesOf(found)) as ReadableStream, 200, {
      'Content-Type': found.kind === 'full' ? 'application/zip' : 'application/json',
      'Content-Length': String(found.bytes),
      'Content-Disposition': `attachment; filename="${found.name}"`,
    })
  })
  app.openapi(remove, async (c) => {
    const { name } = c.req.valid('param')
    await removeBackup(desk, c.var.caller.actor, name)
    return c.json({ message: `Deleted the backup ${name}` }, 200)
  })
  app.openapi(postRestore, async (c) => {
    const { actor, session } = c.var.caller
    return c.json(await restoreBackup(desk, { actor, session }, c.req.valid('param').name), 200)
  })
}
