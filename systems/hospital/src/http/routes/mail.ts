import { answer, z } from 'millwright/http'
import { mailServerIn } from '../../mail/server.ts'
import { sendTestMail } from '../../mail/test-mail.ts'
import { type Area, defineRoute, refusalSchema } from '../route.ts'

const postTest = defineRoute({
  method: 'post',
  path: '/api/test-email',
  permission: 'settings_email_test',
  tag: 'Mail',
  summary: 'Send a message to those who get the reminders',
  responses: {
    200: answer(z.object({ message: z.string() }), 'The mail server took it'),
    409: answer(refusalSchema, 'The settings name nobody'),
    503: answer(refusalSchema, 'No mail server is configured, or it did not take the message'),
  },
})

export const mail: Area = (app, { db, change }) => {
  const server = mailServerIn(process.env)
  app.openapi(postTest, async (c) => {
    const write: Parameters<typeof sendTestMail>[0]['write'] = (work) => change(c.var.caller, work)
    const { to } = await sendTestMail({ server, read: db.read, write })
    return c.json({ message: `A test message was sent to ${to}` }, 200)
  })
}
