import type { ModuleControl } from './moduleControl.ts'
import type { TopicControl } from './topicControl.ts'

export interface DropControl {
  /**
   * Takes files wherever they came from: a drop, a paste, a file chooser.
   * @param as what the user asked for; without it the name decides
   */
  take(files: readonly File[], as?: 'smartmodule' | 'records'): Promise<void>
}

export function createDropControl(modules: ModuleControl, topics: TopicControl): DropControl {
  return {
    async take(files, as) {
      const { isRecordsFile } = await import('../importing/recordsReader.ts')
      // In name order, so that several modules dropped together make the same chain every time.
      const inOrder = [...files].sort((a, b) => a.name.localeCompare(b.name))
      for (const file of inOrder) {
        const records = as === 'records' || (as === undefined && isRecordsFile(file.name))
        if (records) await topics.importFile(file)
        else await modules.addFile(file)
      }
    },
  }
}
