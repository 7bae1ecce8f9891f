import Documents
import KubeModel
import World

/// `get -w`: what is there, then every change, until the server or the user ends it.
struct GetWatch {
  let invocation: Invocation
  let query: ResourceQuery
  let format: OutputFormat

  func run() throws {
    let flags = invocation.flags
    let selection = try invocation.select(query)
    guard selection.items.count == 1, let item = selection.items.first else {
      throw Failure.message(
        selection.items.isEmpty
          ? "no resources found" : "you may only specify a single resource type")
    }
    var output = WatchOutput(invocation: invocation, kind: item.kind, format: format, allNamespaces: query.allNamespaces)
    var watched = item
    var fields = query.fieldSelector
    if !item.name.isEmpty {
      fields = "metadata.name=\(item.name)"
      watched.name = ""
    }
    let accept = format.isHuman ? APIRequest.tableAccept : "application/json"
    let first: Value
    if item.name.isEmpty {
      first = try invocation.listValue(item, query, accept: accept, more: [])
    } else {
      first = try invocation.client().value(
        APIRequest(.get, item.path(), accept: accept), subject: "\(item.kind.qualifiedName) \(item.name)")
    }
    var version = ServerTable(first)?.resourceVersion ?? first["metadata"]?["resourceVersion"]?.string ?? "0"
    if !item.name.isEmpty, let row = ServerTable(first)?.rows.first {
      version = row.object.meta.resourceVersion.isEmpty ? version : row.object.meta.resourceVersion
    }
    if !flags.bool("watch-only") {
      if format.isHuman {
        try output.show(first, type: "ADDED")
      } else {
        for object in first["items"]?.array ?? [first] { try output.show(object, type: "ADDED") }
      }
    }
    let watch = Watch(
      invocation: invocation, path: watched.collectionPath, version: version, labels: query.labelSelector ?? "",
      fields: fields ?? "", accept: accept)
    try watch.follow { event in
      try output.show(event.object, type: event.type)
      return true
    }
  }
}

/// Prints what a watch brings.
private struct WatchOutput {
  let invocation: Invocation
  let kind: ResourceKind
  let format: OutputFormat
  let showsNamespace: Bool
  private var writer = TabWriter.table
  private var hasHeader = false
  private var printer: ObjectPrinter

  init(invocation: Invocation, kind: ResourceKind, format: OutputFormat, allNamespaces: Bool) {
    self.invocation = invocation
    self.kind = kind
    self.format = format
    showsNamespace = allNamespaces && kind.isNamespaced
    printer = ObjectPrinter(format, invocation)
  }

  mutating func show(_ object: Value, type: String) throws {
    let flags = invocation.flags
    guard format.isHuman else {
      if flags.bool("output-watch-events") {
        let event: Value = ["object": object, "type": .string(type)]
        return try printer.print(event, by: invocation.process)
      }
      return try printer.print(object, by: invocation.process)
    }
    guard var table = ServerTable(object), !table.rows.isEmpty else { return }
    if flags.bool("output-watch-events") {
      table.columns.insert(.init(name: "Event", priority: 0), at: 0)
      for index in table.rows.indices { table.rows[index].cells.insert(.string(type), at: 0) }
    }
    if table.columns.isEmpty { table.columns = columns } else { columns = table.columns }
    var tables = TablePrinter()
    tables.isWide = format.isWide
    tables.hasHeaders = !flags.bool("no-headers")
    tables.showsLabels = flags.bool("show-labels")
    tables.labelColumns = flags.list("label-columns")
    tables.showsKind = flags.bool("show-kind")
    tables.showsNamespace = showsNamespace
    let lines = tables.lines(table, kind: kind, withHeader: !hasHeader)
    hasHeader = true
    writer.remembered = writer.lastWidths
    try invocation.print(writer.format("\(lines.joined(separator: "\n"))\n"))
  }

  private var columns: [ServerTable.Column] = []
}
