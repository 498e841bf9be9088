import { expect, test } from 'vitest'
import * as all from '../../src/http/problems.ts'
import type { Problem, ProblemText } from '../../src/kernel/problem.ts'

const notServed = 'No server was started; nothing was read or changed.'

type Case = readonly [problem: Problem, code: string, exit: number, text: ProblemText]

/** What a person reads, word for word. */
const cases: readonly Case[] = [
  [
    all.portTaken('127.0.0.1:4747'),
    'HTTP101',
    4,
    {
      what: 'Another program listens on 127.0.0.1:4747.',
      state: notServed,
      next: 'Name another port with `--port`, or leave it out: then a free one is taken.',
    },
  ],
  [
    all.notLoopback('0.0.0.0'),
    'HTTP102',
    2,
    {
      what: '0.0.0.0 can be reached from other machines, and this server speaks plain HTTP.',
      state: notServed,
      next: 'Leave `--host` out and reach it through an SSH tunnel; or put a proxy with TLS before it, and name that with `--behind https://its.name`.',
    },
  ],
  [
    all.noSuchEnvironment('Live!'),
    'HTTP103',
    2,
    {
      what: 'Live! cannot be the name of an environment.',
      state: notServed,
      next: 'Use small letters, digits and hyphens, as in `--env staging=staging/millwright.config.ts`.',
    },
  ],
  [
    all.twoEnvironments('live'),
    'HTTP104',
    2,
    { what: 'Two environments are called live.', state: notServed, next: 'Give each `--env` a name of its own.' },
  ],
  [
    all.noPages('/dist/dashboard'),
    'HTTP105',
    1,
    {
      what: 'The pages of the dashboard are not in /dist/dashboard.',
      state: notServed,
      next: 'In a checkout type `npm run build`; otherwise install the package again.',
    },
  ],
  [
    all.noApplication('/shop/app.ts', 'there is no such file'),
    'HTTP106',
    2,
    {
      what: '/shop/app.ts gives no application: there is no such file.',
      state: notServed,
      next: 'Let its default export be `defineApplication({ pages, title, open })`, or take `application` out of the configuration.',
    },
  ],
  [
    all.silentCommand(137),
    'HTTP110',
    1,
    {
      what: 'The command ended with 137 and printed nothing.',
      state: 'What it committed stands in the ledger.',
      next: 'Look at the newest run; `millwright resume` goes on with one that was killed.',
    },
  ],
]

test.each(cases)('%s', ({ code, exit, text }, ...wanted) => {
  expect([code, exit, text]).toEqual(wanted)
})

test('every problem is in the list', () => {
  const makers = Object.values(all).map(({ code }) => code)
  expect(cases.map(([, code]) => code).toSorted()).toEqual(makers.toSorted())
})
