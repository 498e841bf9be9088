import { expect, test } from 'vitest'
import * as problems from '../../src/commands/problems.ts'

const texts = Object.values({
  a: problems.noBook('orb.db'),
  b: problems.bookIsThere('orb.db'),
  c: problems.isServed('orb.db', 'http://127.0.0.1:8080'),
  d: problems.notReady('orb.db', '2 revisions are pending'),
  e: problems.cannotListen('127.0.0.1:80', 'listen EACCES'),
  f: problems.noBackup('backups'),
  g: problems.notForSurvey('r17'),
  h: problems.didNotStop('http://127.0.0.1:8080'),
}).map(({ code, exit, text }) => [code, exit, ...Object.values(text)])

test('every problem of the commands, word for word', () => {
  expect(texts).toEqual([
    [
      'ORB201',
      4,
      'There is no book orb.db.',
      'Nothing was made.',
      'Name the file with --db, or make an invented one: npm run -s generate -w systems/logbook -- --db orb.db',
    ],
    [
      'ORB202',
      4,
      'There is a file orb.db already.',
      'The book is as it was.',
      'An invented book is never written over another one.',
      'Name a file that is not there yet.',
    ],
    [
      'ORB203',
      4,
      'The book orb.db is being served at http://127.0.0.1:8080.',
      'The book is as it was.',
      'Stop the server first: npm run -s stop -w systems/logbook -- --db orb.db',
    ],
    [
      'ORB204',
      4,
      'The book orb.db cannot be served: 2 revisions are pending.',
      'The book is as it was. Nothing is served.',
      'A server never migrates by itself, and takes no schema for another one.',
      'See what is pending: npm run -s review -w systems/logbook -- --db orb.db',
    ],
    [
      'ORB205',
      4,
      'The server cannot listen at 127.0.0.1:80: listen EACCES.',
      'The book is as it was. Nothing is served.',
      'Stop the program that listens there, or choose another port with --port; 0 takes any that is free.',
    ],
    [
      'ORB206',
      4,
      'There is no backup in backups.',
      'The book is as it was.',
      'Make one: npm run -s backup -w systems/logbook -- --db FILE',
    ],
    [
      'ORB207',
      4,
      'The book stands at r17; a survey reads books of the revisions r07 to r10b, before the tables held their rules themselves.',
      'The book is as it was.',
      'Nothing: from r10c on a row that breaks a rule cannot be stored.',
    ],
    [
      'ORB208',
      4,
      'The server at http://127.0.0.1:8080 was told to stop and still answers.',
      'The book is as it was. The server may be ending what is under way.',
      'Wait a moment and type the command again.',
    ],
  ])
})
