import { sim } from './api.js'
import { button, el } from './dom.js'

const TEXT_SIZES = { regular: '標準', large: '大', 'extra-large': '特大' }
const ROLES = ['', 'Louis', 'PLS owner', 'Pool owner', 'Worker']

/** How much of the month's messages is used. */
export function drawQuota({ quota, used }) {
  const text = quota === null ? `本月已計費 ${used} 則` : `本月已計費 ${used} / ${quota} 則`
  const node = document.getElementById('quota')
  node.textContent = text
  node.dataset.full = String(quota !== null && used >= quota)
}

/** The extra buttons, and the one that adds a phone. */
export function drawTools(buttons) {
  const extra = buttons.map(({ n, label }) => button(label, (event) => press(n, label, event.currentTarget)))
  document
    .getElementById('tools')
    .replaceChildren(...extra, button('＋ 新增手機', openForm, { class: 'quiet' }), textSizeButton())
}

/** Goes round LINE's text sizes, for all phones; Flex parts follow only where they say `scaling`. */
function textSizeButton() {
  const { dataset } = document.body
  const node = button('', () => show(next[dataset.textSize]), { class: 'quiet' })
  const next = { regular: 'large', large: 'extra-large', 'extra-large': 'regular' }
  function show(size) {
    dataset.textSize = size
    node.textContent = `字級：${TEXT_SIZES[size]}`
  }
  show(dataset.textSize ?? 'regular')
  return node
}

async function press(n, label, node) {
  node.setAttribute('aria-busy', 'true')
  node.disabled = true
  try {
    const { ok, status, ms, body } = await sim('POST', `/buttons/${n}`)
    showResult(ok ? 'good' : 'bad', `${label}：${status ?? '沒有回應'}・${ms} ms`, body)
  } catch (error) {
    showResult('bad', `${label}：失敗`, error.message)
  } finally {
    node.removeAttribute('aria-busy')
    node.disabled = false
  }
}

export function showResult(kind, title, detail) {
  const node = document.getElementById('result')
  const close = button('✕', () => node.setAttribute('hidden', ''), { class: 'close', 'aria-label': '關閉' })
  node.dataset.kind = kind
  node.replaceChildren(el('strong', {}, title), el('code', {}, detail), close)
  node.removeAttribute('hidden')
}

function openForm() {
  const name = el('input', { name: 'name', required: true, maxlength: 40, placeholder: '例如：王小明' })
  const role = el(
    'select',
    { name: 'role' },
    ...ROLES.map((value) => el('option', { value }, value || '沒有角色')),
  )
  const add = el('button', { type: 'submit', class: 'main' }, '新增')
  const cancel = button('取消', () => dialog.close())
  const form = el(
    'form',
    { method: 'dialog' },
    el('h2', {}, '新增手機'),
    el('label', {}, '名字', name),
    el('label', {}, '角色（只是標籤）', role),
    el('div', { class: 'row' }, cancel, add),
  )
  form.addEventListener('submit', () => {
    const body = { name: name.value.trim(), role: role.value || null }
    sim('POST', '/users', body).catch((error) => showResult('bad', '新增失敗', error.message))
  })
  const dialog = el(
    'dialog',
    { class: 'sheet', 'aria-label': '新增手機', onclose: () => dialog.remove() },
    form,
  )
  document.body.append(dialog)
  dialog.showModal()
}
