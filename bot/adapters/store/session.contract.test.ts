import assert from 'node:assert/strict'
import type { PersonId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { onEveryStore } from '../../test/every-store.ts'

const at = (minute: number): Instant => `2026-11-02T10:${String(minute).padStart(2, '0')}:00.0000000Z` as Instant
const robin = 'robin' as PersonId

onEveryStore('Sessions', (given) => {
  it('are one a person: the newest sign-in replaces what was there', async () => {
    const store = await given().open()
    assert.equal(await store.session(robin, at(0)), null)
    await store.beginSession({ personId: robin, sealed: 'one', endsAt: at(10) })
    await store.beginSession({ personId: robin, sealed: 'two', endsAt: at(20) })
    await store.beginSession({ personId: 'lea' as PersonId, sealed: 'other', endsAt: at(20) })

    const session = await store.session(robin, at(15))
    assert.deepEqual([session?.sealed, session?.endsAt], ['two', at(20)])
  })

  it('end at their time, and begin anew after it', async () => {
    const store = await given().open()
    await store.beginSession({ personId: robin, sealed: 'one', endsAt: at(10) })
    assert.equal(await store.session(robin, at(10)), null)

    await store.beginSession({ personId: robin, sealed: 'two', endsAt: at(30) })
    assert.equal((await store.session(robin, at(11)))?.sealed, 'two')
  })

  it('are kept with what is newer, and end when they did', async () => {
    const store = await given().open()
    await store.keepSession({ personId: robin, sealed: 'one', endsAt: at(10) }, at(0))
    await store.keepSession({ personId: robin, sealed: 'two', endsAt: at(19) }, at(9))
    assert.equal((await store.session(robin, at(9)))?.sealed, 'two')
    assert.equal(await store.session(robin, at(10)), null)

    await store.keepSession({ personId: robin, sealed: 'three', endsAt: at(20) }, at(10))
    assert.equal((await store.session(robin, at(19)))?.sealed, 'three')
  })

  it('are kept for nobody who signed out, until they begin one', async () => {
    const store = await given().open()
    await store.beginSession({ personId: robin, sealed: 'one', endsAt: at(10) })
    const read = (await store.session(robin, at(1)))!
    await store.closeSession(robin)
    await store.closeSession('lea' as PersonId)
    await store.addSignIn({ id: 'flow', sealed: 'letter', endsAt: at(50) }, at(40)) // takes away what has ended
    for (const personId of [robin, 'lea' as PersonId]) {
      await store.keepSession({ personId, sealed: 'two', endsAt: at(60) }, at(41))
      assert.equal(await store.session(personId, at(42)), null)
    }
    assert.equal(await store.saveSession({ ...read, sealed: 'late' }), false)

    await store.beginSession({ personId: robin, sealed: 'three', endsAt: at(59) })
    assert.equal((await store.session(robin, at(43)))?.sealed, 'three')
    await store.keepSession({ personId: robin, sealed: 'four', endsAt: at(60) }, at(44))
    assert.equal((await store.session(robin, at(45)))?.sealed, 'four')
  })

  it('are saved by the first of two who used one at once', async () => {
    const store = await given().open()
    await store.beginSession({ personId: robin, sealed: 'one', endsAt: at(10) })
    const read = (await store.session(robin, at(1)))!

    assert.equal(await store.saveSession({ ...read, sealed: 'first' }), true)
    assert.equal(await store.saveSession({ ...read, sealed: 'second' }), false)
    assert.equal((await store.session(robin, at(1)))?.sealed, 'first')
  })

  it('do not come back when they were ended while somebody used them', async () => {
    const store = await given().open()
    await store.beginSession({ personId: robin, sealed: 'one', endsAt: at(10) })
    const read = (await store.session(robin, at(1)))!
    await store.endSession(robin)

    assert.equal(await store.saveSession({ ...read, sealed: 'late' }), false)
    assert.equal(await store.session(robin, at(1)), null)

    await store.beginSession({ personId: robin, sealed: 'two', endsAt: at(20) })
    assert.equal(await store.saveSession({ ...read, sealed: 'late' }), false)
    assert.equal((await store.session(robin, at(1)))?.sealed, 'two')
  })
})

onEveryStore('Sign-ins under way', (given) => {
  const withOne = async () => {
    const store = await given().open()
    await store.addSignIn({ id: 'flow', sealed: 'letter', endsAt: at(10) }, at(0))
    return store
  }

  it('are found until their time is over', async () => {
    const store = await withOne()
    assert.equal((await store.signIn('flow', at(9)))?.sealed, 'letter')
    assert.equal(await store.signIn('flow', at(10)), null)
    assert.equal(await store.signIn('another', at(1)), null)
  })

  it('are finished once, and then not under way any more', async () => {
    const store = await withOne()
    assert.deepEqual(await Promise.all([store.finishSignIn('flow', 'a'), store.finishSignIn('flow', 'b')]), [true, false])
    assert.equal(await store.signIn('flow', at(1)), null)
    assert.equal(await store.takeSignIn('b', at(1)), null)
  })

  it('are taken once, by their code, in their time', async () => {
    const store = await withOne()
    assert.equal(await store.takeSignIn('code', at(1)), null)
    await store.finishSignIn('flow', 'code')
    assert.equal(await store.takeSignIn('code', at(10)), null)
    assert.deepEqual(
      (await Promise.all([store.takeSignIn('code', at(9)), store.takeSignIn('code', at(9))])).map((one) => one?.id),
      ['flow', undefined],
    )
  })

  it('that are over go with the next one, and so do sessions', async () => {
    const store = await withOne()
    await store.beginSession({ personId: robin, sealed: 'one', endsAt: at(10) })
    await store.addSignIn({ id: 'later', sealed: 'letter', endsAt: at(30) }, at(20))
    assert.equal(await store.signIn('flow', at(1)), null)
    assert.equal(await store.session(robin, at(1)), null)
    assert.equal((await store.signIn('later', at(21)))?.id, 'later')
  })
})
