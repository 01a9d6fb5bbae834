import type { Scene } from '../scene.ts'
import { ASK_SCENES } from './ask.ts'
import { DELEGATION_SCENES } from './delegation.ts'
import { FRICTION_SCENES } from './friction.ts'
import { GROUP_SCENES } from './groups.ts'
import { HIGH_RISK_SCENES } from './high-risk.ts'
import { MENU_SCENES } from './menus.ts'
import { PROPOSAL_SCENES } from './proposals.ts'
import { SCHEDULE_SCENES } from './schedules.ts'
import { TALK_SCENES } from './talk.ts'

/** Every picture of the gallery in the order of its pages, which is the order of the story. */
export const CHAPTERS: { title: string; scenes: Scene[] }[] = [
  { title: 'Menus', scenes: MENU_SCENES },
  { title: 'The three-question ask', scenes: ASK_SCENES },
  { title: 'Repair proposals', scenes: PROPOSAL_SCENES },
  { title: 'High risk', scenes: HIGH_RISK_SCENES },
  { title: 'Friction reports', scenes: FRICTION_SCENES },
  { title: 'Asking the bot', scenes: TALK_SCENES },
  { title: 'Delegation', scenes: DELEGATION_SCENES },
  { title: 'What comes by itself', scenes: SCHEDULE_SCENES },
  { title: 'Groups', scenes: GROUP_SCENES },
]
