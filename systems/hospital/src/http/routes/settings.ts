import { answer, jsonBody, z } from 'millwright/http'
import { changeSettings, storedSettings } from '../../settings/store.ts'
import { type Area, defineRoute } from '../route.ts'

const hours = z.number().int().min(1).max(168)
const minutes = z.number().int().min(1)

/** For the document; what is allowed is decided in one place, where the old file is read as well. */
const settingsSchema = z
  .looseObject({
    email_notifications_enabled: z.boolean(),
    email_reminder_interval_minutes: minutes,
    email_send_time_hour: z.number().int().min(0).max(23),
    recipient_email: z.string(),
    cc_emails: z.string().openapi({ description: 'Addresses, separated by commas' }),
    push_notifications_enabled: z.boolean(),
    push_notification_interval_minutes: minutes,
    reminder_timing: z.object({
      '60_days_before': z.boolean(),
      '14_days_before': z.boolean(),
      '1_day_before': z.boolean(),
    }),
    scheduler_interval_hours: hours,
    enable_automatic_reminders: z.boolean(),
    automatic_backup_enabled: z.boolean(),
    automatic_backup_interval_hours: hours,
    audit_retention_days: z
      .number()
      .int()
      .min(30)
      .max(36_500)
      .nullable()
      .openapi({ description: 'Older events of the audit log are removed every day; null keeps them all' }),
  })
  .openapi('Settings')

const changeSchema = z
  .record(z.string().max(100), z.unknown())
  .openapi('SettingsChange', { description: 'Some or all of the settings', example: { email_send_time_hour: 6 } })

const tag = 'Settings'

const getSettings = defineRoute({
  method: 'get',
  path: '/api/settings',
  permission: 'settings_read',
  tag,
  summary: 'Every setting; one that was never set has its default',
  responses: { 200: answer(settingsSchema, 'The settings') },
})

const postSettings = defineRoute({
  method: 'post',
  path: '/api/settings',
  permission: 'settings_manage',
  tag,
  summary: 'Set some settings; the others stay',
  request: { body: jsonBody(changeSchema) },
  responses: { 200: answer(settingsSchema, 'The settings as they are now') },
})

export const settings: Area = (app, desk) => {
  app.openapi(getSettings, async (c) => c.json(await desk.db.read(storedSettings), 200))
  app.openapi(postSettings, async (c) =>
    c.json(await desk.change(c.var.caller, (db, act) => changeSettings(db, act, c.req.valid('json'))), 200),
  )
}
