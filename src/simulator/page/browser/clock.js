const ZONE = 'Asia/Taipei'
const time = new Intl.DateTimeFormat('zh-TW', {
  timeZone: ZONE,
  hour: 'numeric',
  minute: '2-digit',
  hour12: true,
})
const day = new Intl.DateTimeFormat('zh-TW', {
  timeZone: ZONE,
  month: 'long',
  day: 'numeric',
  weekday: 'short',
})

export const timeOf = (iso) => time.format(new Date(iso))
export const dayOf = (iso) => day.format(new Date(iso))
