import type { DigestError, Trend } from '../digests/digest-facts.ts'

/** What was learnt about one topic. Times are ISO strings. */
export type ReviewTopic = {
  /** Of the newest lesson. */
  lessonId: string
  topic: string
  lessons: number
  lesson: string
  priority: string
  /** Whether a lesson says that a prompt or a tool was changed because of it. */
  isAdopted: boolean
  signal: string
  /** Errors of the jobs, or of the kind, that the lesson is about: as long before it as there was after it. */
  effect: Trend | null
}

/** The learning memory over a time. */
export type ReviewFacts = {
  from: string
  to: string
  lessons: number
  adopted: number
  topics: ReviewTopic[]
  /** Kinds of error that came more than once, and how often they came in as long a time before. */
  repeated: DigestError[]
  /** Set where it is the review of a round's thirty days. */
  topicOfRound: string | null
}
