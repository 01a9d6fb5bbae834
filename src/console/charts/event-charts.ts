import { EventType } from '../../contract.ts'
import { chartDays, type DayCount, type WorkerCount } from '../../domain/events/count-by-day.ts'
import { CHART_DAYS, WORKER_CHART_DAYS } from '../../domain/rules.ts'
import { html } from '../html.ts'
import type { Html, View } from '../view.ts'
import { renderChart } from './render-chart.ts'

const TEXT = 'var(--soft)'
const LINE = 'var(--line)'
const FONT = 'inherit'
const colour = (n: number) => `var(--chart-${n + 1})`
const axis = { axisLine: { lineStyle: { color: LINE } }, axisTick: { show: false } }
const label = { color: TEXT, fontSize: 11, fontFamily: FONT }

function byDayTable(
  view: View,
  days: string[],
  types: EventType[],
  of: (day: string, type: string) => number,
) {
  const { t } = view.words
  const rows = days.filter((day) => types.some((it) => of(day, it) > 0)).reverse()
  return html`<details class="as-table"><summary>${t('console.part.table')}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${t('console.events.by_day')}"><table class="numbers"><thead><tr><th scope="col">${t('console.part.day')}</th>${types.map((it) => html`<th scope="col">${t(`eventType.${it}`)}</th>`)}</tr></thead>
    <tbody>${rows.map((day) => html`<tr><th scope="row">${day}</th>${types.map((it) => html`<td>${of(day, it)}</td>`)}</tr>`)}</tbody></table></div></details>`
}

/** Events by day, one colour a type. */
export function eventsByDay(view: View, counts: DayCount[], width = 640): Html {
  const { t } = view.words
  const { days } = chartDays(view.services.timeZone, view.now)
  const map = new Map(counts.map((it) => [`${it.day} ${it.type}`, it.n]))
  const of = (day: string, type: string) => map.get(`${day} ${type}`) ?? 0
  const types = EventType.options.filter((type) => counts.some((it) => it.type === type))
  const option = {
    grid: { left: 36, right: 8, top: 12, bottom: 24 },
    xAxis: {
      type: 'category',
      data: days.map((it) => it.slice(5).replace('-', '/')),
      ...axis,
      axisLabel: { ...label, interval: 4 },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      axisLabel: label,
      splitLine: { lineStyle: { color: LINE } },
    },
    series: types.map((type) => ({
      name: t(`eventType.${type}`),
      type: 'bar',
      stack: 'all',
      barMaxWidth: 16,
      itemStyle: { color: colour(EventType.options.indexOf(type)) },
      data: days.map((day) => of(day, type)),
    })),
  }
  const total = counts.reduce((sum, it) => sum + it.n, 0)
  const tip = JSON.stringify({
    days,
    names: types.map((it) => t(`eventType.${it}`)),
    counts: types.map((it) => days.map((day) => of(day, it))),
  })
  return html`<figure class="chart-box" data-tip="${tip}"><figcaption><h2>${t('console.events.by_day')}</h2>
      <span class="soft">${t('console.part.in_days', { days: CHART_DAYS })}・${t('console.part.total')} ${total}</span></figcaption>
    <ul class="legend">${types.map((type) => html`<li class="c${EventType.options.indexOf(type) + 1}">${t(`eventType.${type}`)}</li>`)}</ul>
    ${renderChart(option, width, 190)}${byDayTable(view, days, types, of)}</figure>`
}

/** Who reported most, as bars that lie. */
export function eventsByWorker(view: View, counts: WorkerCount[]): Html {
  const { t } = view.words
  const most = Math.max(1, ...counts.map((it) => it.n))
  return html`<section class="chart-box"><h2>${t('console.events.by_worker')} <small>${t('console.part.in_days', { days: WORKER_CHART_DAYS })}</small></h2>
    <ul class="bars">${counts.map(
      ({ worker, n }) =>
        html`<li><a href="/console/events?worker=${encodeURIComponent(worker)}">${worker}</a><meter min="0" max="${most}" value="${n}">${n}</meter><span>${n}</span></li>`,
    )}</ul></section>`
}
