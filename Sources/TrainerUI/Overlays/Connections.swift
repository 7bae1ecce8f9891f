import Screen

/// The matrix of connections, with the reason for the selected one.
public struct ConnectionsState: Sendable {
  var question = ConnectionQuestion()
  var matrix: ConnectionMatrix
  var reason: ConnectionReason
  var row = 0
  var column = 0
  /// When the back end was asked last whether something has changed, in seconds since the start.
  var asked = 0.0

  static let title = "Who reaches whom"

  static var bindings: [Binding] {
    [
      Binding([.escape, .character("q"), .function(2), .ctrl("c"), .function(10)], "back", .back, rank: 9),
      Binding([.up(), .character("k")], "from", .up, help: "another source", rank: 6),
      Binding([.down(), .character("j")], "from", .down, help: "another source", rank: -1),
      Binding([.left(), .character("h")], "to", .left, help: "another destination", rank: 6),
      Binding([.right(), .character("l")], "to", .right, help: "another destination", rank: -1),
      Binding([.enter], "why", .enter, help: "the whole path of the decision", rank: 7),
      Binding([.character("p")], "port", .task(1), help: "another port", rank: 5),
      Binding([.character("n")], "namespace", .search, help: "another namespace", rank: 4),
      Binding([.character("c")], "changed", .searchNext, help: "the next connection that has changed", rank: 3),
      Binding([.pageUp()], "page up", .pageUp, rank: -1),
      Binding([.pageDown()], "page down", .pageDown, rank: -1),
      Binding([.home], "first", .first, help: "the first source and destination", rank: -1),
      Binding([.end], "last", .last, help: "the last source and destination", rank: -1),
    ]
  }

  mutating func keepInside() {
    row = min(max(0, row), max(0, matrix.rows.count - 1))
    column = min(max(0, column), max(0, matrix.columns.count - 1))
  }

  var rowName: String? { matrix.rows.indices.contains(row) ? matrix.rows[row] : nil }
  var columnName: String? { matrix.columns.indices.contains(column) ? matrix.columns[column] : nil }

  /// Stays on the same two where they are still there.
  mutating func select(from source: String?, to destination: String?) {
    row = source.flatMap { matrix.rows.firstIndex(of: $0) } ?? row
    column = destination.flatMap { matrix.columns.firstIndex(of: $0) } ?? column
    keepInside()
  }

  /// Goes on to the next connection whose verdict has changed; stays where there is none.
  mutating func findChange() {
    if matrix.earlier.isEmpty { return }
    let width = matrix.columns.count
    let count = matrix.rows.count * width
    for step in 1..<max(2, count + 1) {
      let place = (row * width + column + step) % max(1, count)
      guard matrix.mark(row: place / max(1, width), column: place % max(1, width))?.before != nil else { continue }
      (row, column) = (place / width, place % width)
      return
    }
  }
}

extension Trainer {
  /// Opens the panel on what fits the task.
  mutating func openConnections(_ session: SessionID) {
    guard let matrix = backend.connections(session, ConnectionQuestion()) else {
      return model.say("There are no connections to show here.", .warning)
    }
    var state = ConnectionsState(matrix: matrix, reason: ConnectionReason(summary: ""))
    state.findChange()
    state.reason = backend.connectionReason(session, state.question, from: state.row, to: state.column)
    model.overlays.append(.connections(state))
  }

  /// Shows what has changed in the cluster while the panel is open, at most once in two seconds.
  mutating func refreshConnections(_ session: SessionID) {
    for (index, overlay) in model.overlays.enumerated() {
      guard case .connections(var state) = overlay, model.now - state.asked >= 2,
        !backend.connectionsAreCurrent(session), let matrix = backend.connections(session, state.question)
      else { continue }
      state.asked = model.now
      if matrix == state.matrix {
        model.overlays[index] = .connections(state)
        continue
      }
      let selected = (state.rowName, state.columnName)
      state.matrix = matrix
      state.select(from: selected.0, to: selected.1)
      state.reason = backend.connectionReason(session, state.question, from: state.row, to: state.column)
      model.overlays[index] = .connections(state)
    }
  }

  /// The panel after a key; nil when it is left.
  mutating func perform(_ action: Action, _ panel: ConnectionsState) -> Overlay? {
    guard let session = model.work?.session else { return nil }
    var state = panel
    var isAsked = false
    switch action {
    case .up: state.row -= 1
    case .down: state.row += 1
    case .left: state.column -= 1
    case .right: state.column += 1
    case .pageUp: state.row -= 10
    case .pageDown: state.row += 10
    case .first: (state.row, state.column) = (0, 0)
    case .last: (state.row, state.column) = (.max, .max)
    case .searchNext: state.findChange()
    case .task:
      state.question.port = (state.question.port + 1) % max(1, state.matrix.ports.count)
      isAsked = true
    case .search:
      state.question = ConnectionQuestion(
        namespace: (state.question.namespace + 1) % max(1, state.matrix.namespaces.count))
      (state.row, state.column) = (0, 0)
      isAsked = true
    case .enter:
      let text = state.reason.path.joined(separator: "\n\n")
      model.overlays.append(.message(MessageState(title: "Why", text: text)))
      return .connections(state)
    default: return nil
    }
    if isAsked, let matrix = backend.connections(session, state.question) { state.matrix = matrix }
    state.keepInside()
    state.reason = backend.connectionReason(session, state.question, from: state.row, to: state.column)
    return .connections(state)
  }
}
