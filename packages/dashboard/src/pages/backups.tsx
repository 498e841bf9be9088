import type { ReactNode } from 'react'
import { type Backup, type BackupList, sizeWords, timeWords } from 'millwright/view'
import { Action } from '../parts/actions.tsx'
import { Badge, Card, Empty, Shown, Table } from '../parts/basics.tsx'
import { count, instant } from '../format.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, useMay, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'

/** Every backup: how large, how old, when a restore proved it. */
export function BackupsPage(): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const mayOperate = useMay('operate')
  const found = useResource<BackupList>(api('backups'), news.version)
  return (
    <>
      <h1>Backups</h1>
      {mayOperate ? (
        <p className="actions">
          <Action action="backup-create" isMain>
            Make one now
          </Action>
          <Action action="backup-prune">Remove old ones</Action>
        </p>
      ) : null}
      <Shown of={found}>
        {({ backups, findings }) => (
          <>
            {findings.map(({ code, message, answer }) => (
              <div className="failure" key={`${code} ${message}`}>
                <p>
                  <strong>{code}</strong> {message} {answer}
                </p>
              </div>
            ))}
            <Card title="The newest first">
              {backups.length === 0 ? (
                <Empty>There is none. A run makes one before it changes anything.</Empty>
              ) : (
                <List backups={backups} mayOperate={mayOperate} />
              )}
            </Card>
          </>
        )}
      </Shown>
    </>
  )
}

const rowsIn = ({ tables }: Backup): number => Object.values(tables).reduce((sum, { rows }) => sum + rows, 0)

const List = ({
  backups,
  mayOperate,
}: {
  readonly backups: readonly Backup[]
  readonly mayOperate: boolean
}): ReactNode => (
  <Table
    caption="Backups"
    rows={backups}
    keyOf={({ id }) => id}
    columns={[
      { title: 'Made', cell: ({ createdAt }) => instant(createdAt) },
      { title: 'Why', cell: ({ reason }) => reason },
      { title: 'Proved by a restore', cell: (backup) => <Proof backup={backup} /> },
      { title: 'Tables', isNumber: true, cell: ({ tables }) => count(Object.keys(tables).length) },
      { title: 'Rows', isNumber: true, cell: (backup) => count(rowsIn(backup)) },
      { title: 'Size', isNumber: true, cell: ({ bytes }) => sizeWords(bytes) },
      { title: 'Name', cell: ({ id }) => <code>{id}</code> },
      { title: 'Since then', cell: ({ id }) => <Since id={id} /> },
      ...(mayOperate ? [{ title: 'Do', cell: ({ id }: Backup) => <Doing id={id} /> }] : []),
    ]}
  />
)

function Proof({ backup: { proof } }: { readonly backup: Backup }): ReactNode {
  if (proof === undefined) return <Badge tone="warn">not proved</Badge>
  return (
    <>
      <Badge tone="ok">proved</Badge> {instant(proof.provedAt)}, in {timeWords(proof.ms)}
    </>
  )
}

function Since({ id }: { readonly id: string }): ReactNode {
  const at = useAt()
  return (
    <Link to={at(`diff/${id}`)}>
      Data diff<span className="hidden"> with {id}</span>
    </Link>
  )
}

const Doing = ({ id }: { readonly id: string }): ReactNode => (
  <span className="actions">
    <Action action="backup-prove" input={{ id }} label={`Prove ${id}`}>
      Prove
    </Action>
    <Action action="backup-restore-beside" input={{ id }} label={`Restore beside: ${id}`}>
      Restore beside
    </Action>
    <Action action="backup-restore" input={{ id }} label={`Restore ${id}`}>
      Restore
    </Action>
  </span>
)
