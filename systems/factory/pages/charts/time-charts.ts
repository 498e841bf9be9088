import type { ChartOption, Paper } from '@millwright/dashboard'
import type { Lane } from '../answers.ts'
import { lookOf, minutes, type StateLook, stateName, states, timeIn } from '../words.ts'

/** What ECharts hands to whoever draws an item. */
type Api = {
  readonly value: (dimension: number) => number
  readonly coord: (point: readonly number[]) => readonly number[]
  readonly size: (extent: readonly number[]) => readonly number[]
}
type Item = { readonly value: readonly (number | string)[]; readonly name: string }

/** A lane for each machine, a band for each state. Clocks are those of the site. */
export const timeline =
  (lanes: readonly Lane[], zone: string): ChartOption =>
  (paper) => {
    const time = timeIn(zone)
    const ahead = aheadOf(lanes)
    const label = labelsOf(zone, ahead)
    const bands = lanes.flatMap(({ bands: list }, lane) => list.map((band) => ({ ...band, lane })))
    const names = lanes.map(({ code }) => code)
    return {
      useUTC: true,
      grid: { left: 16, right: 24, top: 48, bottom: 48 },
      legend: { top: 0, selectedMode: true },
      dataZoom: [
        { type: 'inside', filterMode: 'weakFilter' },
        { type: 'slider', height: 20, bottom: 8, filterMode: 'weakFilter', labelFormatter: label },
      ],
      xAxis: { type: 'time', min: 'dataMin', max: 'dataMax', axisLabel: { formatter: label, hideOverlap: true } },
      yAxis: { type: 'category', data: names, inverse: true, splitLine: { show: true } },
      tooltip: {
        formatter: ({ value: [lane, start, end, state, reason] }: Item) =>
          [
            `${names[Number(lane)] ?? ''}: ${stateName(String(state))}${reason === '' ? '' : `, ${String(reason)}`}`,
            `${time(Number(start) - ahead)} to ${time(Number(end) - ahead)}`,
            minutes((Number(end) - Number(start)) / 60_000),
          ].join('\n'),
      },
      series: states.map((look) => ({
        name: look.name,
        type: 'custom',
        color: look.id === 'NO_DATA' ? hatched(paper.quiet) : paper[look.colour],
        encode: { x: [1, 2], y: 0 },
        renderItem: (_: unknown, api: Api) =>
          drawn(api, look, look.id === 'NO_DATA' ? hatched(paper.quiet) : paper[look.colour]),
        data: bands
          .filter(({ state, reason }) => lookOf(state, reason) === look.id)
          .map(({ lane, start, end, reason }) => ({
            name: names[lane],
            value: [lane, Date.parse(start) + ahead, Date.parse(end) + ahead, look.id, reason ?? ''],
          })),
      })),
    }
  }

/** The axis counts as if the site's clocks were UTC, so that its marks stand at whole hours there; words say what the clocks said. */
function labelsOf(zone: string, ahead: number): (at: number) => string {
  const clock = new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  })
  const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: zone })
  return (at) => {
    const shown = clock.format(at - ahead)
    return shown === '00:00' ? day.format(at - ahead) : shown
  }
}

/** How far the clocks of the site are ahead of UTC when the picture begins. */
function aheadOf(lanes: readonly Lane[]): number {
  const first = lanes[0]?.bands[0]?.start
  return first === undefined ? 0 : Date.parse(`${first.slice(0, 19)}Z`) - Date.parse(first)
}

function drawn(api: Api, { height }: StateLook, fill: Paper['text'] | object): object {
  const [x = 0, y = 0] = api.coord([api.value(1), api.value(0)])
  const [end = 0] = api.coord([api.value(2), api.value(0)])
  const [, lane = 0] = api.size([0, 1])
  const tall = lane * height * 0.8
  return {
    type: 'rect',
    shape: { x, y: y - tall / 2, width: Math.max(1, end - x), height: tall },
    style: { fill },
  }
}

/** A pattern that no plain colour can be mistaken for. */
function hatched(colour: string): object {
  const tile = document.createElement('canvas')
  tile.width = 6
  tile.height = 6
  const pen = tile.getContext('2d')
  if (pen !== null) {
    pen.strokeStyle = colour
    pen.lineWidth = 1.5
    pen.beginPath()
    pen.moveTo(0, 6)
    pen.lineTo(6, 0)
    pen.stroke()
  }
  return { image: tile, repeat: 'repeat' }
}
