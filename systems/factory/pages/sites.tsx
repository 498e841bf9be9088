import { Empty, Link, Shown, useAppAt, useAppResource } from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { List, Site } from './answers.ts'
import { question } from './place.ts'
import { Tile } from './tile.tsx'
import { percent } from './words.ts'

/** Every site, and how its last shift went: where one goes down into the factory. */
export function SitesPage(): ReactNode {
  const at = useAppAt()
  const sites = useAppResource<List<Site>>(question('/sites', { limit: '10000' }))
  return (
    <>
      <h1>Factory</h1>
      <Shown of={sites}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>There is no site yet: move a legacy database first.</Empty>
          ) : (
            <div className="tiles">
              {items.map(({ id, code, name, lastOee, states, workCenters }) => (
                <Tile
                  key={id}
                  name={<Link to={at(`oee/${encodeURIComponent(code)}`)}>{name}</Link>}
                  value={percent(lastOee)}
                  words={
                    <>
                      OEE of the last shift. Work centres: {workCenters}, with{' '}
                      <Link to={at(`machines/${encodeURIComponent(code)}`)}>{total(states)} machines</Link>
                    </>
                  }
                />
              ))}
            </div>
          )
        }
      </Shown>
    </>
  )
}

const total = (states: Site['states']): number => Object.values(states).reduce((sum, n) => sum + n, 0)
