/*
 * Opens a topic of many records in the built page, runs it through regex-scrubbing, scrolls to the end of both sides,
 * and prints how long the page stood still and how much it holds. Needs a build.
 */
import { type CDPSession, chromium, type Page } from '@playwright/test'
import { preview } from 'vite'
import { chromiumLaunch } from '../build/chromium.ts'
import { buildBatch } from '../src/protocol/batch.ts'

const PORT = Number(process.env.E2E_PORT ?? 4173)

declare global {
  interface Window {
    spuWorker?: Worker
    stalls?: { longest: number; over50: number; tasks: number[] }
  }
}

/** @param records how many; @param perBatch records of each produced batch */
export async function measureLargeTopic(records = 1_000_000, perBatch = 2_000): Promise<void> {
  const server = await preview({ preview: { host: '127.0.0.1', port: PORT, strictPort: true } })
  try {
    await measure(records, perBatch)
  } finally {
    await server.close()
  }
}

async function measure(records: number, perBatch: number): Promise<void> {
  const browser = await chromium.launch(chromiumLaunch())
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript(() => {
    const Plain = window.Worker
    window.Worker = class extends Plain {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options)
        if (options?.name === 'spu') window.spuWorker = this
      }
    }
    const stalls = { longest: 0, over50: 0, tasks: [] as number[] }
    window.stalls = stalls
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        stalls.tasks.push(Math.round(duration))
        stalls.longest = Math.max(stalls.longest, Math.round(duration))
        stalls.over50 += 1
      }
    }).observe({ type: 'longtask' })
  })
  page.on('pageerror', (error) => console.error('page error:', error.message))
  const cdp = await page.context().newCDPSession(page)
  await page.goto(`http://127.0.0.1:${PORT}/`)
  await page.getByRole('status').getByText('12 records in').waitFor()
  await page.waitForTimeout(3000)
  await page.getByRole('button', { name: 'Create topic' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('large')
  await dialog.getByRole('button', { name: 'Create topic' }).click()
  await page.getByRole('region', { name: 'Topic large', exact: true }).waitFor()

  const status = page.getByRole('status')
  const all = records.toLocaleString('en')
  await step('produced while the consumer follows', cdp, page, async () => {
    await produce(page, records, perBatch)
    await status.getByText(`${all} records in, ${all} sent`).waitFor({ timeout: 600_000 })
  })
  await step('run again from the beginning', cdp, page, async () => {
    await page.getByRole('button', { name: /^Run/ }).click()
    await page.waitForTimeout(500)
    await status.getByText(`${all} records in, ${all} sent`).waitFor({ timeout: 600_000 })
  })
  await step('to the end and back, both sides', cdp, page, async () => {
    const topic = page.getByRole('region', { name: 'Topic large', exact: true }).getByRole('grid')
    const consumer = page.getByRole('region', { name: 'Consumer email-app', exact: true }).getByRole('grid')
    await topic.getByRole('row').first().focus()
    await page.keyboard.press('Control+End')
    const last = String(records - 1)
    for (const grid of [topic, consumer]) {
      await grid
        .getByRole('row')
        .filter({ has: page.getByRole('gridcell', { name: last, exact: true }) })
        .waitFor()
    }
    await consumer.getByText('***-**-****').last().waitFor()
    const at = async (grid: typeof topic) => {
      const row = grid.getByRole('row').filter({ has: page.getByRole('gridcell', { name: last, exact: true }) })
      return Math.round((await row.boundingBox())?.y ?? -1)
    }
    console.log(`  last row: topic at ${await at(topic)} px, consumer at ${await at(consumer)} px`)
    let waiting = 0
    for (let i = 0; i < 300; i++) {
      await page.mouse.move(300, 400)
      await page.mouse.wheel(0, -400)
      await page.waitForTimeout(16)
      waiting += await page.locator('[aria-busy="true"]').count()
    }
    console.log(`  rows that were waiting for their bytes in 300 steps of the wheel: ${waiting}`)
    await topic.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 3 }))
    await page.waitForTimeout(1000)
    await page.keyboard.press('Control+Home')
    await page.waitForTimeout(500)
  })
  await step('another pattern in the leak check', cdp, page, async () => {
    const leak = page.getByRole('region', { name: 'Leak check', exact: true })
    await leak.getByRole('combobox').fill('Ada')
    // every second record has it
    const half = (records / 2).toLocaleString('en')
    await leak.getByText(`In the topic: ${half} matches`).waitFor({ timeout: 120_000 })
    await leak.getByText('Searching').waitFor({ state: 'hidden', timeout: 120_000 })
  })
  await step('the page opened again', cdp, page, async () => {
    await page.reload()
    await status.getByText(`${all} records in, ${all} sent`).waitFor({ timeout: 600_000 })
  })
  await browser.close()
}

async function step(name: string, cdp: CDPSession, page: Page, work: () => Promise<void>): Promise<void> {
  await page.evaluate(() => {
    if (window.stalls) Object.assign(window.stalls, { longest: 0, over50: 0, tasks: [] })
  })
  const began = performance.now()
  await work()
  const ms = performance.now() - began
  const stalls = await page.evaluate(() => window.stalls ?? null)
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize } = await cdp.send('Runtime.getHeapUsage')
  console.log(
    `${name}: ${Math.round(ms)} ms, longest task ${stalls?.longest} ms, ${stalls?.over50} over 50 ms, heap ${mb(usedSize)}, buffers ${mb(backingStorageSize)}`,
  )
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`
}

/** Puts the same batch into the topic until it has all records, 16 on their way at a time. */
async function produce(page: Page, total: number, perBatch: number): Promise<void> {
  const records = Array.from({ length: perBatch }, (_, i) => ({
    key: null,
    value: new TextEncoder().encode(
      `{"ssn":"987-65-${4000 + (i % 5000)}","name":"${i % 2 === 0 ? 'Ada' : 'Cedar'}","n":${i}`.padEnd(190, ' x') +
        '"end":1}',
    ),
    timestamp: 1_700_000_000_000 + i,
  }))
  const batch = Buffer.from(buildBatch(records)).toString('base64')
  await page.evaluate(
    async ({ batch, count }) => {
      const worker = window.spuWorker
      if (!worker) throw new Error('no SPU')
      const bytes = Uint8Array.from(atob(batch), (letter) => letter.charCodeAt(0))
      const answers = new Map<number, () => void>()
      worker.addEventListener('message', ({ data }) => {
        if (data.type === 'failure' && answers.has(data.id)) throw new Error(JSON.stringify(data.error))
        if (data.type === 'result') answers.get(data.id)?.()
      })
      let id = 1_000_000_000
      const one = () =>
        new Promise<void>((resolve) => {
          id += 1
          answers.set(id, resolve)
          const args = ['large', 0, bytes].map((value) => ({ as: 'value', value }))
          worker.postMessage({ type: 'call', id, method: 'produce', args }, [])
        })
      for (let done = 0; done < count; done += 8) {
        await Promise.all(Array.from({ length: Math.min(8, count - done) }, one))
      }
    },
    { batch, count: Math.ceil(total / perBatch) },
  )
}
