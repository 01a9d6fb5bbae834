// What pages gain where scripts run: ids that are copied, charts that say their numbers, and lists
// that follow what happens. Everything else works without.

const said = document.querySelector('#said')

function wake(root) {
  for (const button of root.querySelectorAll('.copy')) button.hidden = false
  for (const box of root.querySelectorAll('[data-tip]')) explain(box)
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('[data-copy]')
  if (!button) return
  await navigator.clipboard.writeText(button.dataset.copy)
  button.classList.add('copied')
  said.textContent = said.dataset.copied
  setTimeout(() => {
    button.classList.remove('copied')
    said.textContent = ''
  }, 1500)
})

/** Beside the pointer: the day, and how many of each kind. */
function explain(box) {
  const { days, names, counts } = JSON.parse(box.dataset.tip)
  const svg = box.querySelector('svg')
  if (!svg) return
  const tip = document.createElement('div')
  tip.className = 'tip'
  tip.hidden = true
  box.append(tip)
  const [, , width] = svg.getAttribute('viewBox').split(' ').map(Number)
  svg.addEventListener('pointermove', (event) => {
    const frame = svg.getBoundingClientRect()
    const x = ((event.clientX - frame.left) / frame.width) * width
    const n = Math.floor(((x - 36) / (width - 44)) * days.length)
    const lines = names.map((name, at) => [name, counts[at][n]]).filter(([, count]) => count > 0)
    tip.hidden = days[n] === undefined
    tip.replaceChildren(
      days[n] ?? '',
      ...lines.flatMap(([name, count]) => [document.createElement('br'), `${name} ${count}`]),
    )
    const around = box.getBoundingClientRect()
    const left = Math.min(event.clientX - around.left + 14, around.width - tip.offsetWidth - 8)
    tip.style.left = `${Math.max(8, left)}px`
    tip.style.top = `${event.clientY - around.top + 14}px`
  })
  svg.addEventListener('pointerleave', () => {
    tip.hidden = true
  })
}

const isBusy = (part) => part.contains(document.activeElement) || part.querySelector('details[open]') !== null

/** Puts the parts that live in place of the old ones; one that is being read or typed in is left alone. */
async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (answer.status === 401) return location.reload()
  if (!answer.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const part of document.querySelectorAll('[data-live-part]')) {
    const fresh = page.querySelector(`[data-live-part="${part.dataset.livePart}"]`)
    if (!fresh || isBusy(part)) continue
    const own = document.adoptNode(fresh)
    part.replaceWith(own)
    wake(own)
  }
}

if (document.querySelector('script[data-live]')) {
  const source = new EventSource('/console/live')
  const note = document.querySelector('#live')
  const tell = (isOn) => {
    note.textContent = isOn ? note.dataset.on : note.dataset.off
    note.className = isOn ? 'live on' : 'live'
    note.hidden = false
  }
  source.addEventListener('ready', () => tell(true))
  source.addEventListener('error', () => tell(false))
  let waiting = null
  source.addEventListener('changed', () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => refresh().catch(() => {}), 300)
  })
  addEventListener('pagehide', () => source.close())
}
wake(document)
