import assert from 'node:assert/strict'
import type { AlertId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { fresh } from '../../domain/plan.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine } from '../../test/samples.ts'

const NOW = '2026-11-02T10:00:00.0000000Z' as Instant
const NASTY = `a\0b \u{1F480} \uD83D \u2028 '"; drop table alert; -- \\u0000 %s $1 \${x} é\u0301 \u202E`
const TAMED = NASTY.replace('\0', '\uFFFD').replace('\uD83D ', '\uFFFD ')

onEveryStore("Outsiders' text", (given) => {
  it('comes back exactly as it came, inside of alerts, machines and deliveries', async () => {
    const store = await given().open()
    const evidence = {
      type: NASTY,
      fileName: NASTY,
      filePath: null,
      sha1: null,
      sha256: null,
      commandLine: NASTY.repeat(50),
      processId: 2 ** 53 - 1,
      parentFileName: null,
      ipAddress: null,
      url: null,
      registry: null,
      account: NASTY,
    }
    const alert = sampleAlert({
      title: NASTY,
      evidence: [evidence, { ...evidence, processId: 1e21 }, { ...evidence, processId: -0.5 }],
    })
    const machine = sampleMachine({ name: NASTY, tags: [NASTY] })
    const one = sampleCase()
    const text = fresh('text:1', one.conversationId, { what: 'text', text: NASTY, threadId: null }, 1, 0)
    await store.saveConversation(sampleConversation())
    await store.saveAlerts([alert], 1)
    await store.saveMachines([machine])
    await store.saveCases([one])
    await store.joinAlerts([{ alertId: alert.id, conversationId: one.conversationId, caseId: one.id }])
    await store.enqueue([text], NOW)

    const file = await store.caseFile(one.id, 1)

    assert.deepEqual([file?.alerts, file?.machine], [[alert], machine])
    assert.deepEqual(await store.claim(NOW, [], 1), [text])
  })

  it('is stored without what an engine cannot hold, wherever it stands by itself', async () => {
    const store = await given().open()
    const conversation = sampleConversation({ name: NASTY, team: { id: 't', name: NASTY } })
    await store.saveConversation(conversation)
    await store.saveAlerts(
      [sampleAlert({ id: NASTY as AlertId, machineGroup: NASTY, version: NASTY, status: { unknown: NASTY } })],
      1,
    )
    await store.enqueue([fresh(`text:${NASTY}`, conversation.id, { what: 'text', text: '', threadId: null }, 1, 0)], NOW)
    const [claimed] = await store.claim(NOW, [], 1)

    await store.later(claimed!, NOW, 'post', NASTY)

    assert.deepEqual(await store.conversations(), [{ ...conversation, name: TAMED, team: { id: 't', name: TAMED } }])
    assert.equal((await store.alertVersions([NASTY as AlertId])).size, 1)
    assert.equal((await store.counts()).unclearPosts, 1)
  })

  it('may be very long', async () => {
    const store = await given().open()
    const long = '\u{1F480}x'.repeat(1_000_000)
    const one = sampleCase()
    await store.saveConversation(sampleConversation({ name: long }))
    await store.saveAlerts([sampleAlert({ title: long, machineGroup: long })], 1)
    await store.saveCases([one])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: one.conversationId, caseId: one.id }])

    const file = await store.caseFile(one.id, 1)

    assert.ok(file?.alerts[0]?.title === long && file.conversation.name === long)
  })
})
