import { BarChart, CustomChart, GaugeChart, LineChart } from 'echarts/charts'
import {
  DatasetComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components'
import { type ECharts, type EChartsCoreOption, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, CustomChart, GaugeChart, LineChart, CanvasRenderer])
use([DatasetComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent])

export type ChartOption = EChartsCoreOption

export type Drawing = {
  readonly place: HTMLElement
  readonly option: ChartOption
  /** Ends it. */
  readonly signal: AbortSignal
  readonly onPick: (name: string) => void
}

/** Draws a chart, and again when the page gets another size or other colours, until it is told to end. */
export function draw({ place, option, signal, onPick }: Drawing): void {
  const chart = init(place, null, { renderer: 'canvas' })
  const paint = (): void => chart.setOption({ ...styleOf(place), ...option }, true)
  paint()
  chart.on('click', ({ name }) => onPick(name))
  const sizes = new ResizeObserver(() => chart.resize())
  sizes.observe(place)
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'])
    matchMedia(query).addEventListener('change', paint, { signal })
  const theme = new MutationObserver(paint)
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })
  signal.addEventListener('abort', () => end(chart, [sizes, theme]))
}

function end(chart: ECharts, observers: readonly { disconnect(): void }[]): void {
  for (const observer of observers) observer.disconnect()
  chart.dispose()
}

/** The page's colours; no tooltip of HTML, which the policy of the pages forbids. */
function styleOf(place: HTMLElement): ChartOption {
  const style = getComputedStyle(place)
  const colour = (name: string): string => resolved(place, style.getPropertyValue(name))
  const quiet = colour('--quiet')
  return {
    color: ['--accent', '--ok', '--warn', '--bad', '--quiet', '--info'].map(colour),
    textStyle: { color: colour('--text'), fontFamily: style.fontFamily },
    legend: { textStyle: { color: quiet } },
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    tooltip: {
      renderMode: 'richText',
      backgroundColor: colour('--card'),
      borderColor: quiet,
      textStyle: { color: colour('--text') },
    },
  }
}

/** A canvas does not know `light-dark()`; an element does. */
function resolved(place: HTMLElement, value: string): string {
  const probe = document.createElement('span')
  probe.style.color = value
  place.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
