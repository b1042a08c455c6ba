import { LibraryDialog } from './chain/LibraryDialog.tsx'
import { ExportDialog } from './export/ExportDialog.tsx'
import { consumerSide, topicSide } from './export/sides.ts'
import { LimitsDialog } from './limits/LimitsDialog.tsx'
import { ProduceDialog } from './produce/ProduceDialog.tsx'
import type { Session } from './session/session.ts'
import type { SessionState } from './session/state.ts'
import { DeleteTopicDialog } from './topic/DeleteTopicDialog.tsx'
import { NewTopicDialog } from './topic/NewTopicDialog.tsx'

export type DialogName =
  | 'library'
  | 'produce'
  | 'newTopic'
  | 'deleteTopic'
  | 'exportTopic'
  | 'exportConsumer'
  | 'limits'

/** The dialog that is open. One chunk, loaded with the first of them. */
export function Dialogs({
  name,
  session,
  state,
  onImport,
  onClose,
}: {
  name: DialogName
  session: Session
  state: SessionState
  onImport: () => void
  onClose: () => void
}) {
  const { topic } = state.workspace
  switch (name) {
    case 'limits':
      return <LimitsDialog onClose={onClose} />
    case 'library':
      return (
        <LibraryDialog
          modules={state.library.modules}
          topics={state.library.topics.map((dataSet) => dataSet.name)}
          onAdd={(module) => {
            onClose()
            void session.modules.addBuiltIn(module)
          }}
          onExample={(module, dataSet, params) => {
            onClose()
            void session.openExample(module, dataSet, params)
          }}
          onClose={onClose}
        />
      )
    case 'produce':
      return (
        <ProduceDialog
          topic={topic}
          onProduce={session.topics.produce}
          onImport={() => {
            onClose()
            onImport()
          }}
          onClose={onClose}
        />
      )
    case 'newTopic':
      return (
        <NewTopicDialog
          dataSets={state.library.topics}
          taken={state.topics.map((info) => info.name)}
          memoryOnly={state.memoryOnly !== null}
          onCreate={session.createTopic}
          onClose={onClose}
        />
      )
    case 'exportTopic':
    case 'exportConsumer':
      return (
        <ExportDialog
          // Behind the curtain there is only the consumer.
          sides={state.curtain ? [consumerSide(state)] : [topicSide(state), consumerSide(state)]}
          first={name === 'exportTopic' ? 'topic' : 'consumer'}
          filter={state.filter}
          onClose={onClose}
        />
      )
    case 'deleteTopic':
      return (
        <DeleteTopicDialog
          name={topic}
          count={state.topic.count}
          onDelete={() => void session.topics.remove(topic)}
          onClose={onClose}
        />
      )
  }
}
