import type { ChartOption } from '@millwright/dashboard'
import type { Step } from '../answers.ts'
import { minutes, percent } from '../words.ts'

/** A bar of a Pareto chart. */
export type ParetoBar = {
  readonly name: string
  readonly size: number
  readonly share: number
  readonly cumulative: number
  readonly vital: boolean
}

/** Bars by size, and what they make together; the few that matter are full, the many are faint. */
export const pareto =
  (bars: readonly ParetoBar[], unit: string): ChartOption =>
  (paper) => ({
    grid: { left: 24, right: 24, top: 40, bottom: 24 },
    legend: { top: 0 },
    tooltip: {
      trigger: 'axis',
      formatter: (items: readonly { readonly dataIndex: number }[]) => {
        const bar = bars[items[0]?.dataIndex ?? 0]
        return bar === undefined
          ? ''
          : `${bar.name}\n${bar.size.toLocaleString(undefined, { maximumFractionDigits: 1 })} ${unit}, ${percent(bar.share)} of all\n${percent(bar.cumulative)} with those before it`
      },
    },
    xAxis: {
      type: 'category',
      data: bars.map(({ name }) => name),
      axisLabel: { rotate: paper.width < 600 ? 60 : 30, interval: 0 },
    },
    yAxis: [
      { type: 'value', name: unit, min: 0 },
      { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value} %' }, splitLine: { show: false } },
    ],
    series: [
      {
        name: unit,
        type: 'bar',
        cursor: 'pointer',
        barMaxWidth: 48,
        itemStyle: { color: paper.accent },
        data: bars.map(({ name, size, vital }) => ({ name, value: size, itemStyle: { opacity: vital ? 1 : 0.45 } })),
      },
      {
        name: 'together',
        type: 'line',
        yAxisIndex: 1,
        color: paper.warn,
        symbolSize: 7,
        data: bars.map(({ name, cumulative }) => ({ name, value: 100 * cumulative })),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { formatter: '80 %', position: 'insideStartTop', color: paper.quiet },
          lineStyle: { color: paper.quiet, type: 'dotted' },
          data: [{ yAxis: 80 }],
        },
      },
    ],
  })

/** From scheduled time down to the time in which good items were made: each loss hangs where the one before it ended. */
export const waterfall =
  (steps: readonly Step[]): ChartOption =>
  (paper) => {
    const colours = { total: paper.accent, loss: paper.bad, gain: paper.ok }
    const base = ({ kind, running, minutes: taken }: Step): number =>
      kind === 'total' ? 0 : Math.min(running, running + taken)
    return {
      grid: { left: 16, right: 72, top: 8, bottom: 48 },
      xAxis: {
        type: 'value',
        name: 'min',
        nameLocation: 'middle',
        nameGap: 28,
        min: 0,
        splitNumber: paper.width < 600 ? 2 : 5,
      },
      yAxis: { type: 'category', inverse: true, data: steps.map(({ step }) => step) },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        formatter: (items: readonly { readonly dataIndex: number }[]) => {
          const step = steps[items[0]?.dataIndex ?? 0]
          if (step === undefined) return ''
          return step.kind === 'total'
            ? `${step.step}: ${minutes(step.minutes)}`
            : `${step.step}: ${minutes(-step.minutes)}\nleft: ${minutes(step.running)}`
        },
      },
      series: [
        { type: 'bar', stack: 'way', silent: true, itemStyle: { color: 'transparent' }, data: steps.map(base) },
        {
          type: 'bar',
          stack: 'way',
          cursor: 'pointer',
          barMaxWidth: 28,
          data: steps.map((step) => ({
            name: step.step,
            value: Math.abs(step.minutes),
            itemStyle: { color: colours[step.kind] },
            label: { show: true, position: 'right', color: paper.text, formatter: labelOf(step) },
          })),
        },
      ],
    }
  }

const labelOf = ({ kind, minutes: taken }: Step): string => {
  const whole = Math.round(Math.abs(taken)).toLocaleString()
  if (kind === 'total') return whole
  return taken < 0 ? `+${whole}` : `−${whole}`
}

/** Items that were made beside those that the planned time allowed. */
export const counts =
  (
    machines: readonly {
      readonly code: string
      readonly good: number
      readonly bad: number
      readonly possible: number | null
    }[],
  ): ChartOption =>
  (paper) => ({
    grid: { left: 16, right: 40, top: 40, bottom: 32 },
    legend: { top: 0 },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    xAxis: { type: 'value', min: 0, splitNumber: paper.width < 600 ? 3 : 5 },
    yAxis: { type: 'category', inverse: true, data: machines.map(({ code }) => code) },
    series: [
      {
        name: 'good',
        type: 'bar',
        stack: 'made',
        color: paper.ok,
        data: machines.map(({ code, good }) => ({ name: code, value: good })),
      },
      {
        name: 'not good',
        type: 'bar',
        stack: 'made',
        color: paper.bad,
        data: machines.map(({ code, bad }) => ({ name: code, value: bad })),
      },
      {
        name: 'possible in planned time',
        type: 'bar',
        color: paper.line,
        barGap: '10%',
        data: machines.map(({ code, possible }) => ({
          name: code,
          value: possible === null ? null : Math.round(possible),
        })),
      },
    ],
  })
