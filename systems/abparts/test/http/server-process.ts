/** Serves the application over a database until it is killed; tells its address first. `server-process.ts <url>` */
import { listen } from 'millwright/http'
import { createApp } from '../../src/http/app.ts'
import { openDesk } from '../../src/http/desk.ts'
import { projectOf } from '../../src/manager/options.ts'

const desk = await openDesk(await projectOf({ url: process.argv[2] ?? '' }))
const { app } = createApp(desk)
const { url, close } = await listen(app, { host: '127.0.0.1', port: 0, refuse: () => new Error('no place') })
process.once('SIGTERM', () => void close().then(() => desk.db.close()))
process.stdout.write(`${url}\n`)
