import { setTimeout as sleep } from 'node:timers/promises'
import { approvalCard } from '../cards/approval-card.ts'
import { batchCard, pickCard, severalCard } from '../cards/batch-card.ts'
import { caseCard } from '../cards/case-card.ts'
import { confirmCard } from '../cards/confirm-card.ts'
import { handOverCard } from '../cards/hand-over-card.ts'
import { moreCard } from '../cards/more-card.ts'
import { noticeCard } from '../cards/notice-card.ts'
import { packageLinkCard } from '../cards/package-card.ts'
import { APPROVAL_VERBS } from '../cards/parse-approval-click.ts'
import { BATCH_STEERS, SEVERAL_VERBS } from '../cards/parse-batch-click.ts'
import { DRAFT_VERB, PACKAGE_VERB } from '../cards/parse-click.ts'
import { REVIEW_VERBS } from '../cards/parse-review-click.ts'
import { TRIAGE_VERBS } from '../cards/parse-triage-click.ts'
import { reviewCard } from '../cards/review-card.ts'
import { triageCard } from '../cards/triage-card.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { answerBatch } from '../flows/answer-batch.ts'
import type { ClickPorts } from '../flows/answer-click.ts'
import { answerClick } from '../flows/answer-click.ts'
import type { SeveralPorts } from '../flows/answer-several.ts'
import { answerSeveral } from '../flows/answer-several.ts'
import { answerTriage } from '../flows/answer-triage.ts'
import type { ApprovalPorts } from '../flows/decide-approval.ts'
import { decideApproval } from '../flows/decide-approval.ts'
import { decideDraft } from '../flows/decide-draft.ts'
import { decideReview } from '../flows/decide-review.ts'
import type { PackagePorts } from '../flows/give-package.ts'
import { givePackage } from '../flows/give-package.ts'
import type { MorePorts } from '../flows/show-more.ts'
import { showMore } from '../flows/show-more.ts'
import type { Ground } from './ground.ts'
import type { Inside } from './way-in.ts'

/** Answers a press of a button; when `signal` comes the answer is due. */
type Answer = (click: Click, signal: AbortSignal) => Promise<ClickReply>

/** Finds the flow that a button leads to by its verb; what no other takes is a case's, or nobody's. */
export function answering(ground: Ground, { tokens, signIn, background, runBatch }: Inside): Answer {
  const { config, store, now, newId, look } = ground
  const ports: ClickPorts & MorePorts & PackagePorts = {
    store,
    defender: ground.defenderAsPerson('click'),
    tokens,
    signIn,
    mode: config.DEFENDER_MODE,
    render: {
      caseCard: (file) => caseCard(file, look).body.card,
      moreCard: (file, offers, files, several) => moreCard(file, offers, files, several, look.times),
      packageLinkCard,
      confirmCard: (file, proposal, facts) => confirmCard(file, proposal, facts, look.times),
    },
    policy: ground.policy,
    now,
    newId,
    pause: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    background: background.run,
  }
  const triage: Answer = (click, signal) =>
    answerTriage(
      { ...ports, alerts: ground.alertsAsPerson('click'), render: { caseCard: ports.render.caseCard, triageCard } },
      click,
      signal,
    )
  const review: Answer = (click, signal) =>
    decideReview(
      {
        ...ports,
        roster: ground.connector,
        times: look.times,
        render: { ...ports.render, reviewCard: (file, way) => reviewCard(file, look, way).body.card, handOverCard },
      },
      click,
      signal,
    )
  const approving = {
    ...ports,
    render: {
      ...ports.render,
      approvalCard: (...[file, approval, facts]: Parameters<ApprovalPorts['render']['approvalCard']>) =>
        approvalCard(file, approval, facts, look.times),
    },
  }
  const several = {
    ...ports,
    times: look.times,
    run: runBatch,
    render: {
      ...ports.render,
      pickCard,
      severalCard,
      batchCard: (...[batch, machines]: Parameters<SeveralPorts['render']['batchCard']>) =>
        batchCard(batch, machines, look.times),
    },
  }
  const flows: Readonly<Record<string, Answer>> = {
    ...Object.fromEntries(TRIAGE_VERBS.map((verb) => [verb, triage])),
    more: (click, signal) => showMore(ports, click, signal),
    [PACKAGE_VERB]: (click, signal) => givePackage(ports, click, signal),
    [DRAFT_VERB]: (click, signal) =>
      decideDraft({ ...ports, noticeCard: (notice) => noticeCard(notice).body.card }, click, signal),
    ...Object.fromEntries(
      SEVERAL_VERBS.map((verb): [string, Answer] => [verb, (click, signal) => answerSeveral(several, click, signal)]),
    ),
    ...Object.fromEntries(
      BATCH_STEERS.map((verb): [string, Answer] => [verb, (click, signal) => answerBatch(several, click, signal)]),
    ),
    ...Object.fromEntries(REVIEW_VERBS.map((verb) => [verb, review])),
    ...Object.fromEntries(
      APPROVAL_VERBS.map((verb): [string, Answer] => [verb, (click, signal) => decideApproval(approving, click, signal)]),
    ),
  }
  return (click, signal) => {
    const flow = Object.hasOwn(flows, click.verb) ? flows[click.verb] : undefined
    return flow ? flow(click, signal) : answerClick(ports, click, signal)
  }
}
