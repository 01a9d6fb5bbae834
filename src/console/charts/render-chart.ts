import { BarChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

use([BarChart, GridComponent, SVGRenderer])

/** `style="…"` would need a policy that lets inline styles in; SVG knows all that is in it as attributes. */
const styleAsAttributes = (svg: string) =>
  svg.replace(/ style="([^"]*)"/g, (_, style: string) =>
    style
      .split(';')
      .map((it) => /^\s*([\w-]+)\s*:\s*(.+?)\s*$/.exec(it))
      .filter(
        (it) => it !== null && /^(font-|fill|stroke|text-anchor|dominant-baseline|opacity)/.test(it[1] ?? ''),
      )
      .map((it) => ` ${it?.[1]}="${it?.[2]}"`)
      .join(''),
  )

/**
 * Draws a chart as SVG, without a browser. What it says has to stand beside it as text too: the
 * picture is hidden from screen readers.
 */
export function renderChart(option: EChartsCoreOption, width: number, height: number): HtmlEscapedString {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({ animation: false, ...option })
  const svg = chart.renderToSVGString({ useViewBox: true })
  chart.dispose()
  const bare = styleAsAttributes(svg)
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<svg /, '<svg aria-hidden="true" focusable="false" class="chart" ')
  return raw(bare) as HtmlEscapedString
}
