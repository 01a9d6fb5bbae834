import { SCENES } from '../../../src/demo/scenes.ts'
import type { Scene } from '../scene.ts'
import type { Stage } from '../stage.ts'

const REASON = {
  'zh-TW': '持有租約的 worker 已經 18 分鐘沒有回報。',
  en: 'The holder has been silent for 18 minutes.',
}

const askRelease = (stage: Stage) =>
  stage.api('/self-heal-actions', {
    job_id: SCENES.release.event.job_id,
    worker_id: 'codex-11',
    action: 'release',
    target: 'job-4711',
    parameters: { to: 'pool' },
    reason: REASON[stage.locale],
    raw_command_output: 'lease expires in 40 s',
  })

/** A request of high risk: Louis, and two taps. */
export const HIGH_RISK_SCENES: Scene[] = [
  {
    name: 'card-action-high',
    caption: 'A worker asks to run one exact action of high risk',
    shownTo: 'louis',
    card: 'action',
    largeText: true,
    play: (stage) => stage.andHear('louis', () => askRelease(stage)),
  },
  {
    name: 'card-second-step',
    caption: 'The second step: the whole effect, for two minutes',
    shownTo: 'louis',
    card: 'confirm',
    largeText: true,
    play: (stage) => stage.tap('louis', stage.words.t('button.approve')),
  },
  {
    name: 'card-decision-high',
    caption: 'The second tap has decided',
    shownTo: 'louis',
    card: 'decided',
    play: (stage) => stage.tap('louis', stage.words.t('button.confirm')),
  },
]
