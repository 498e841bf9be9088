/** Knex publishes this file without types. */
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { Knex } from 'knex'

  export default class Client extends Knex.Client {}
}
