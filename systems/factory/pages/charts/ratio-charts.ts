import type { ChartOption, Paper } from '@millwright/dashboard'
import { type Figures, type Point, type Ranked, ratios } from '../answers.ts'
import { percent, poor, ratioNames, target } from '../words.ts'

const toneOf = (value: number | null): 'ok' | 'warn' | 'bad' | 'quiet' => {
  if (value === null) return 'quiet'
  if (value >= target) return 'ok'
  return value >= poor ? 'warn' : 'bad'
}

/** Four rings. A ring ends at 100 %; the number in it does not. */
export const gauges =
  (figures: Figures): ChartOption =>
  (paper) => {
    const columns = paper.width < 600 ? 2 : 4
    const rows = 4 / columns
    return {
      series: ratios.map((name, at) =>
        gauge(paper, name === 'oee', {
          name: ratioNames[name],
          value: figures[name],
          center: [
            `${((at % columns) + 0.5) * (100 / columns)}%`,
            `${(Math.floor(at / columns) + 0.5) * (100 / rows)}%`,
          ],
          radius: Math.min(paper.width / columns, (16 * 16) / rows) * 0.42,
        }),
      ),
    }
  }

type Ring = {
  readonly name: string
  readonly value: number | null
  readonly center: readonly string[]
  readonly radius: number
}

/** Only the OEE has a target; its parts are not judged by it. */
function gauge(paper: Paper, isJudged: boolean, { name, value, center, radius }: Ring): object {
  const thick = paper.width < 600 ? 9 : 14
  const colour = paper[isJudged ? toneOf(value) : 'accent']
  return {
    type: 'gauge',
    center,
    radius,
    startAngle: 215,
    endAngle: -35,
    min: 0,
    max: 100,
    silent: true,
    progress: { show: true, width: thick, itemStyle: { color: colour } },
    axisLine: { lineStyle: { width: thick, color: [[1, paper.line]] } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: { show: false },
    pointer: { show: false },
    anchor: { show: false },
    title: { offsetCenter: [0, '75%'], color: paper.quiet, fontSize: 14 },
    detail: {
      offsetCenter: [0, 0],
      color: paper.text,
      fontSize: paper.width < 600 ? 17 : 22,
      fontWeight: 600,
      formatter: () => percent(value),
    },
    data: [{ name, value: Math.min(100, 100 * (value ?? 0)) }],
  }
}

const percentAxis = { type: 'value', axisLabel: { formatter: (value: number) => `${value} %` } } as const

/** One line for each of the four, and where the OEE should be. */
export const trend =
  (points: readonly Point[]): ChartOption =>
  (paper) => ({
    grid: { left: 16, right: 16, top: 56, bottom: 48 },
    legend: { top: 0 },
    tooltip: {
      trigger: 'axis',
      formatter: (items: readonly { readonly dataIndex: number }[]) => hovered(points[items[0]?.dataIndex ?? 0]),
    },
    dataZoom: [{ type: 'inside' }, { type: 'slider', height: 20, bottom: 8 }],
    xAxis: {
      type: 'category',
      data: points.map(({ label, provisional }) => (provisional ? `${label} (provisional)` : label)),
    },
    yAxis: { ...percentAxis, min: 0 },
    series: ratios.map((name, at) => ({
      name: ratioNames[name],
      type: 'line',
      symbol: ['circle', 'rect', 'triangle', 'diamond'][at],
      symbolSize: 7,
      lineStyle: { width: name === 'oee' ? 3 : 1.5, type: name === 'oee' ? 'solid' : 'dashed' },
      data: points.map((point) => (point[name] === null ? null : 100 * point[name])),
      ...(name === 'oee'
        ? {
            markLine: {
              silent: true,
              symbol: 'none',
              label: { formatter: `target ${percent(target)}`, position: 'insideEndTop', color: paper.quiet },
              lineStyle: { color: paper.quiet, type: 'dotted' },
              data: [{ yAxis: 100 * target }],
            },
          }
        : {}),
    })),
  })

/** What a ratio is of stands with it, so that nobody has to believe it. */
function hovered(point: Point | undefined): string {
  if (point === undefined) return ''
  const { sums, oee, A, P, Q } = point
  const of = (part: number | null, whole: number | null): string =>
    `${part?.toFixed(1) ?? '–'} ÷ ${whole?.toFixed(1) ?? '–'} min`
  return [
    point.label,
    `OEE ${percent(oee)} = ${of(sums.productive, sums.planned)}`,
    `Availability ${percent(A)} = ${of(sums.operating, sums.planned)}`,
    `Performance ${percent(P)} = ${of(sums.netOperating, sums.operating)}`,
    `Quality ${percent(Q)} = ${of(sums.productive, sums.netOperating)}`,
  ].join('\n')
}

/** The best at the top; who has no value comes last. */
export const ranking =
  (ranked: readonly Ranked[]): ChartOption =>
  (paper) => ({
    grid: { left: paper.width < 600 ? 24 : 48, right: 64, top: 8, bottom: 32 },
    xAxis: { ...percentAxis, min: 0 },
    yAxis: { type: 'category', inverse: true, data: ranked.map(({ code }) => code) },
    tooltip: { formatter: ({ name, value }: { name: string; value: number }) => `${name}: ${percent(value / 100)}` },
    series: [
      {
        type: 'bar',
        barMaxWidth: 24,
        cursor: 'pointer',
        data: ranked.map(({ code, value }) => ({
          name: code,
          value: 100 * (value ?? 0),
          itemStyle: { color: paper.accent },
          label: { show: true, position: 'right', color: paper.text, formatter: percent(value) },
        })),
      },
    ],
  })
