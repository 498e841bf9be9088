import {
  addAssets,
  addDocs,
  addressOf,
  addStart,
  type ApiDocument,
  asPage,
  type Asset,
  operationsOf,
  type StartLink,
} from 'millwright/http'
import { localOperator, openSession } from '../../accounts/sessions.ts'
import { recordEvent } from '../../audit/record.ts'
import type { Desk } from '../desk.ts'
import type { HospitalApp } from '../route.ts'
import { cookie } from '../session-cookie.ts'
import { homePage } from './html.ts'

export type PageTools = {
  readonly desk: Desk
  readonly document: () => ApiDocument
  readonly startLink: StartLink | undefined
}

/** What a person opens in a browser. Nothing of it is loaded from another machine, and no script stands in a page. */
export function addPages(app: HospitalApp, { desk, document, startLink }: PageTools): void {
  app.get('/', (c) => asPage(c).html(homePage(c.var.caller, operationsOf(document()))))
  addDocs(app, { title: 'Hospital equipment', document: '/api/openapi.json' })
  addAssets(app, '/assets', assets)
  addStart(app, {
    link: startLink,
    cookie,
    home: '/',
    open: (c) =>
      desk.change({ actor: localOperator }, async (db, act) => {
        const details = { address: addressOf(c) }
        await recordEvent(db, act, {
          type: 'User Action',
          description: 'Signed in by the link of the terminal',
          details,
        })
        return openSession(db, undefined, act.at)
      }),
  })
}

/** Every file that is given out: nothing else of the folder can be asked for. */
const assets: ReadonlyMap<string, Asset> = new Map([
  ['style.css', { url: import.meta.resolve('./style.css'), type: 'text/css' }],
  ['home.js', { url: import.meta.resolve('./home.js'), type: 'text/javascript' }],
])
