/**
 * The charts. They come with the first visit to the console and not with the bot's start: echarts
 * takes as much memory as a third of everything else, and many a bot is governed from LINE alone.
 */
export const loadCharts = () => import('./event-charts.ts')
