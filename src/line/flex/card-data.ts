/**
 * What each template in flex-templates/ is filled with. All words arrive in the reader's language; no text may be
 * empty. What a card may lack is `null` or an empty list, never left out.
 */

/** One line of a card: what it is, and its value. Neither may be empty. */
export interface Fact {
  label: string
  value: string
}

/** A button that sends a postback. */
export interface TapButton {
  /** On the button; up to 40 UTF-16 code units, short enough for one line. */
  label: string
  /** The signed token; up to 300, ASCII. */
  data: string
  /** What the chat shows as said by whoever taps; up to 300. */
  display: string
}

/** A button that may open the phone's keyboard as well. On a PC it only sends its postback. */
export interface ChoiceButton extends TapButton {
  /** What then stands in the input, up to 300; empty: nothing. Null: the keyboard stays closed. */
  keyboard: string | null
}

/** A coloured word on the band at the top; white text stands on `color` (`#RRGGBB`), see colors.ts. */
export interface Badge {
  label: string
  color: string
}

/** Every template has this: the notification and the line in the list of chats; up to 1,500. */
interface Card {
  alt: string
}

export interface PolicyQuestionCard extends Card {
  /** Which question of how many. */
  step: string
  title: string
  question: string
  /** Why it is asked. */
  why: string
  facts: Fact[]
  /** The catalogue of actions: what, who decides, and the colour of its risk. May be empty. */
  rows: { name: string; who: string; color: string }[]
  /** What holds until it is answered. */
  until: string
  approve: TapButton
  reject: TapButton
}

/** Actions side by side, a bubble for each; up to twelve. */
export interface CatalogueCard extends Card {
  actions: {
    risk: Badge
    name: string
    /** What it does, in one sentence. */
    about: string
    /** Who approves it now. */
    now: Fact
    /** Why nothing can be chosen, or what it was before. */
    note: string | null
    /** What the reader may choose instead. */
    buttons: TapButton[]
  }[]
}

export interface ProposalCard extends Card {
  risk: Badge
  title: string
  summary: string
  facts: Fact[]
  /** The worker's output, whole, or what of it fits when `note` and `page` say where the rest is. */
  evidence: { title: string; text: string }
  /** Says that not everything fits and where the rest is. */
  note: string | null
  /** The page with everything and its own approve button; `uri` up to 1,000, http or https. */
  page: { label: string; uri: string } | null
  /** Answers with the whole raw output; null where there is none. */
  details: TapButton | null
  approve: TapButton
  reject: TapButton
}

/** Cards side by side, each with buttons of its own. */
export interface CarouselCard extends Card {
  /** One to twelve, all of one size: the contents of other cards, already filled. */
  bubbles: object[]
}

export interface DecisionCard extends Card {
  status: Badge
  title: string
  facts: Fact[]
  reason: { label: string; text: string } | null
  footer: string | null
}

/** The second of the two taps that high risk takes. */
export interface ConfirmCard extends Card {
  title: string
  warning: string
  facts: Fact[]
  approve: TapButton
  cancel: TapButton
  /** Until when the second tap counts. */
  expires: string
}

/** Pick why you reject. */
export interface ReasonsCard extends Card {
  title: string
  prompt: string
  /** One to six; behind the ready ones the one for own words. */
  reasons: ChoiceButton[]
  /** How to give a reason in own words. */
  hint: string
}

/** Pick a day, on the phone's calendar. */
export interface PickDateCard extends Card {
  title: string
  prompt: string
  button: { label: string; data: string }
  /** Days as `YYYY-MM-DD`. */
  initial: string
  min: string
  max: string
  hint: string
}

/** A bar of a chart: its length is a width of its row, such as `42%`. */
export interface Bar {
  label: string
  value: string
  width: string
  color: string
}

/** A report: digests, scorecards, milestones, verdicts. What needs the reader comes first. */
export interface ReportCard extends Card {
  badge: Badge
  title: string
  summary: string | null
  /** What needs the reader himself. */
  needs: { title: string; lines: string[] } | null
  /** Points that are met or not, told by a mark and a colour. */
  checks: { title: string; rows: { mark: string; color: string; label: string; value: string }[] } | null
  trend: { title: string; bars: Bar[] } | null
  sections: { title: string; rows: Fact[] }[]
  /** What to do next. */
  next: { title: string; lines: string[] } | null
  note: string | null
  /** What the button types into the chat. */
  button: { label: string; text: string } | null
}

/** What was learnt, and what to change because of it. */
export interface ReviewCard extends Card {
  badge: Badge
  title: string
  summary: string
  topics: { title: string; lines: string[]; buttons: TapButton[] }[]
  repeated: { title: string; rows: Fact[] } | null
  question: string
}

/** Template name → what it is filled with. A template that isn't listed here takes any object. */
export interface CardData {
  'policy-question': PolicyQuestionCard
  catalogue: CatalogueCard
  proposal: ProposalCard
  carousel: CarouselCard
  decision: DecisionCard
  confirm: ConfirmCard
  reasons: ReasonsCard
  report: ReportCard
  review: ReviewCard
  'pick-date': PickDateCard
}
