import type { ReactNode } from 'react'
import { Card, Table } from '../parts/basics.tsx'

const verdicts: readonly (readonly [word: string, meaning: string, next: string])[] = [
  ['PROVED', 'Every check passed, the books balance, and nothing else changed.', 'Nothing. The report is kept.'],
  [
    'APPLIED, NOT PROVED',
    'The change stands, but a check did not hold or could not be made.',
    'Read the checks; correct, then resume or roll back.',
  ],
  [
    'REFUSED',
    'Nothing was begun: a check, a lock or a drift stood in the way.',
    'Do what the message says and ask again.',
  ],
  ['PAUSED', 'It stopped at a batch boundary. What was done is committed and counted.', 'Resume, or roll back.'],
  [
    'FAILED',
    'It stopped on a fault. What was committed stands and is counted.',
    'Read the fault; correct, then resume or roll back.',
  ],
  ['REVERTED', 'It was undone, and the database was compared with what it was before.', 'Nothing.'],
]

const roles: readonly (readonly [role: string, may: string])[] = [
  ['viewer', 'sees everything, changes nothing'],
  ['operator', 'applies, pauses, resumes, makes and proves backups, asks for what destroys'],
  ['approver', 'also says yes, as the second person, to what destroys data'],
  ['admin', 'also lets people in and sends them away'],
]

/** What each word means, and what to do next. */
export const HelpPage = (): ReactNode => (
  <>
    <h1>Help</h1>
    <Card title="What a run says at its end">
      <Table
        caption="Verdicts"
        rows={verdicts}
        keyOf={([word]) => word}
        columns={[
          { title: 'Word', cell: ([word]) => <strong>{word}</strong> },
          { title: 'Means', cell: ([, meaning]) => meaning },
          { title: 'Next', cell: ([, , next]) => next },
        ]}
      />
    </Card>
    <Card title="Who may do what">
      <Table
        caption="Roles"
        rows={roles}
        keyOf={([role]) => role}
        columns={[
          { title: 'Role', cell: ([role]) => <strong>{role}</strong> },
          { title: 'May', cell: ([, may]) => may },
        ]}
      />
    </Card>
    <Card title="When something goes wrong">
      <p>
        Every fault has a code and says what happened, what state the data is in, what Millwright does by itself, and
        what to do next. Nothing is half-done: a batch and its checkpoint are one commit, so a run can be killed at any
        moment and resumed.
      </p>
      <p>
        The interface behind these pages is described at <a href="/docs">/docs</a>.
      </p>
    </Card>
  </>
)
