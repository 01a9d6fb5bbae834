import { follow, sim } from './api.js'
import { el } from './dom.js'
import { createPhone } from './phone.js'
import { drawQuota, drawTools } from './toolbar.js'

const SHOWN_MESSAGES = 200
const phones = new Map()
const groups = new Map()
const place = document.getElementById('phones')
let bot = { display_name: '' }
let epoch = null
/** Reloads run one after the other, so that an old answer never overwrites a newer one. */
let loading = Promise.resolve()

const STATES = { connecting: '連線中…', open: '已連線', lost: '連線中斷，重新連線中…' }

function showConnection(state) {
  const node = document.getElementById('connection')
  node.dataset.state = state
  node.textContent = STATES[state]
}

function showUser(user) {
  const known = phones.get(user.user_id)
  if (known) return known.update(user)
  document.querySelector('.empty')?.remove()
  const phone = createPhone(user, bot)
  phones.set(user.user_id, phone)
  place.append(phone.node)
  for (const group of groups.values()) phone.showGroup(group)
}

function showGroup(group) {
  groups.set(group.group_id, group)
  for (const phone of phones.values()) phone.showGroup(group)
}

function showMessage(message, isLive) {
  for (const phone of phones.values()) phone.showMessage(message, isLive)
}

async function loadMessages(userId, groupId) {
  const query = groupId ? `?last=${SHOWN_MESSAGES}&group_id=${groupId}` : `?last=${SHOWN_MESSAGES}`
  const { items } = await sim('GET', `/users/${userId}/messages${query}`)
  for (const item of items) showMessage(item, false)
}

async function load() {
  const state = await sim('GET', '/state')
  bot = state.bot
  if (epoch !== state.settings.epoch) clear()
  epoch = state.settings.epoch
  drawQuota(state.settings)
  drawTools(state.buttons)
  for (const user of state.users) showUser(user)
  for (const group of state.groups) showGroup(group)
  if (state.users.length === 0 && !document.querySelector('.empty')) place.append(emptyNote())
  await Promise.all(state.users.map(({ user_id }) => loadMessages(user_id)))
  const withMembers = state.groups.filter(({ members }) => members.length > 0)
  await Promise.all(withMembers.map(({ group_id, members }) => loadMessages(members[0], group_id)))
  for (const { user_id, loading_ms } of state.users) {
    if (loading_ms > 0) phones.get(user_id).showLoading(true, loading_ms)
  }
  document.body.dataset.ready = 'true'
}

function clear() {
  for (const phone of phones.values()) phone.node.remove()
  phones.clear()
  groups.clear()
}

function emptyNote() {
  const title = el('strong', {}, '還沒有手機')
  return el(
    'div',
    { class: 'empty' },
    title,
    el('span', {}, '按「新增手機」，就有一位使用者把機器人加為好友。'),
  )
}

function reload() {
  loading = loading.then(load).catch(() => showConnection('lost'))
}

function onEvent(name, data) {
  if (name === 'message') showMessage(data, true)
  else if (name === 'user') showUser(data)
  else if (name === 'group') showGroup(data)
  else if (name === 'loading') phones.get(data.user_id)?.showLoading(data.is_loading, data.loading_ms)
  else {
    drawQuota(data)
    if (epoch !== null && data.epoch !== epoch) reload()
  }
}

follow({ onOpen: reload, onEvent, onState: showConnection })
