/**
 * `millwright/http`: the frame of an HTTP interface. Routes with their schemas make the handlers and the OpenAPI document;
 * doors, errors, sessions, pages and the server around them are the same for every system.
 */
export { type RouteConfig, z } from '@hono/zod-openapi'
export { html } from 'hono/html'
export { type AddRoute, adderOf, type Asked, type Parts, type Reply, type RouteInPlace } from './add-route.ts'
export {
  type Application,
  type ApplicationPlace,
  defineApplication,
  type OpenApplication,
} from '../application.ts'
export type { Person } from '../documents.ts'
export { addressOf } from './address.ts'
export { type AppFacts, newApp } from './app.ts'
export { addDocs, type Docs } from './docs.ts'
export type { App, AppContext, Env, TokenState } from './env.ts'
export { type Answer, byField, type ErrorStyle, type Report } from './errors.ts'
export { hostsOf, loopbackHosts, type Pace, paced } from './guard.ts'
export { type Found, type Identity, type Opened, type SessionCookie, sessionCookie } from './identify.ts'
export { type ApiDocument, type ApiInfo, describe, type Operation, operationsOf } from './openapi.ts'
export { hashPassword, isPassword } from './password.ts'
export { addAssets, asPage, type Asset, type Html, type Page, pageOf } from './pages.ts'
export {
  type Detail,
  Refusal,
  type RefusalFacts,
  type RefusalStatus,
  refusedField,
  refusedFields,
} from './refusal.ts'
export {
  answer,
  type Defined,
  type DoorRules,
  type Doors,
  doorsOf,
  jsonBody,
  type Permission,
  type RouteFacts,
  type Unchanging,
} from './route.ts'
export { type Answering, listen, type Listening, type Place } from './server.ts'
export { addStart, type Start } from './start-page.ts'
export { sendEvents, type ServerEvent, streamOf } from './stream.ts'
export { hashOfToken, isSameToken, newStartLink, newToken, type StartLink } from './token.ts'
