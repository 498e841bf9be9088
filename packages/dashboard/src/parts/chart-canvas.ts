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

const colourNames = ['text', 'quiet', 'line', 'card', 'ground', 'accent', 'ok', 'warn', 'bad', 'info'] as const

/** What a chart is drawn on: the colours of the page as they are now, and how wide there is place, in pixels. */
export type Paper = Readonly<Record<(typeof colourNames)[number], string>> & { readonly width: number }

/** A drawing in the terms of ECharts; as a function of the paper where it needs the page's colours, or its width. */
export type ChartOption = EChartsCoreOption | ((paper: Paper) => EChartsCoreOption)

export type Drawing = {
  readonly place: HTMLElement
  readonly option: ChartOption
  /** Ends it. */
  readonly signal: AbortSignal
  readonly onPick: (name: string) => void
}

/** Draws a chart, and again when the page gets another size or other colours, until it is told to end. */
export function draw({ place, option, signal, onPick }: Drawing): void {
  allowEmptying(place)
  const themeFor = (paper: Paper): object => themeOn(paper, getComputedStyle(place).fontFamily)
  const chart = init(place, themeFor(paperOf(place)), { renderer: 'canvas' }) // `setTheme` does nothing before the first option
  const paint = (): void => {
    const paper = paperOf(place)
    chart.setTheme(themeFor(paper))
    const animation = !matchMedia('(prefers-reduced-motion: reduce)').matches
    chart.setOption({ animation, ...(typeof option === 'function' ? option(paper) : option) }, true)
  }
  paint()
  chart.on('click', ({ name }) => onPick(name))
  const sizes = new ResizeObserver(() => {
    chart.resize()
    if (typeof option === 'function') paint()
  })
  sizes.observe(place)
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'])
    matchMedia(query).addEventListener('change', paint, { signal })
  const theme = new MutationObserver(paint)
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })
  signal.addEventListener('abort', () => end(chart, [sizes, theme]))
}

/** ECharts empties its place by a text of HTML, which the policy of the pages allows to nobody; here it is no text any more. */
function allowEmptying(place: HTMLElement): void {
  const set = (): void => {
    place.replaceChildren()
  }
  Object.defineProperty(place, 'innerHTML', { configurable: true, set })
}

function end(chart: ECharts, observers: readonly { disconnect(): void }[]): void {
  for (const observer of observers) observer.disconnect()
  chart.dispose()
}

function paperOf(place: HTMLElement): Paper {
  const style = getComputedStyle(place)
  const colour = (name: string): string => resolved(place, style.getPropertyValue(`--${name}`))
  const colours = Object.fromEntries(colourNames.map((name) => [name, colour(name)])) as Omit<Paper, 'width'>
  return { ...colours, width: place.clientWidth }
}

/** The page's colours for everything that an option does not colour itself; no tooltip of HTML, which the policy of the pages forbids. */
function themeOn({ text, quiet, line, card, accent, ok, warn, bad, info }: Paper, fontFamily: string): object {
  const axis = {
    axisLine: { lineStyle: { color: quiet } },
    axisTick: { lineStyle: { color: quiet } },
    axisLabel: { color: quiet },
    nameTextStyle: { color: quiet },
    splitLine: { lineStyle: { color: line } },
  }
  return {
    color: [accent, ok, warn, bad, quiet, info],
    textStyle: { color: text, fontFamily },
    legend: { textStyle: { color: text }, inactiveColor: quiet },
    tooltip: { renderMode: 'richText', backgroundColor: card, borderColor: quiet, textStyle: { color: text } },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    dataZoom: {
      textStyle: { color: quiet },
      borderColor: line,
      fillerColor: 'rgba(120, 140, 170, 0.2)',
      dataBackground: { lineStyle: { color: quiet }, areaStyle: { color: line } },
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
