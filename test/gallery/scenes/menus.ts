import type { Scene } from '../scene.ts'

/** The menu under the chat, on the phone of each role. */
export const MENU_SCENES: Scene[] = [
  {
    name: 'menu-approver',
    caption: 'The menu of Louis and the PLS owners',
    shownTo: 'owner',
    phone: true,
    play: (stage) => stage.countersign('richmenu', 'sync'),
  },
  { name: 'menu-pool_owner', caption: 'The menu of pool owners', shownTo: 'pool', phone: true },
  { name: 'menu-worker', caption: 'The menu of the front line', shownTo: 'worker', phone: true },
]
