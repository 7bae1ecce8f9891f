import Documents
import KubeModel

/// Tables of `get`.
struct GetTable {
  let invocation: Invocation
  let query: ResourceQuery
  let format: OutputFormat

  private struct Block {
    var kind: ResourceKind
    var table: ServerTable
  }

  func run(_ selection: ResourceSelection) throws {
    let flags = invocation.flags
    var blocks: [Block] = []
    var failures = selection.failures
    for item in selection.items {
      do {
        blocks.append(Block(kind: item.kind, table: try table(of: item)))
      } catch let failure as Failure {
        if flags.bool("ignore-not-found"), failure.isNotFound { continue }
        failures.append(failure)
      }
    }
    var isSorted = true
    if !flags.string("sort-by").isEmpty { isSorted = try sort(&blocks, by: flags.string("sort-by")) }
    let output = isSorted ? text(blocks, isMixed: isMixed(selection)) : ""
    try invocation.print(output)
    if output.isEmpty, !flags.bool("ignore-not-found"), failures.isEmpty {
      let isNamespaced = selection.items.allSatisfy(\.kind.isNamespaced) && !query.allNamespaces
      try invocation.printError(
        isNamespaced ? "No resources found in \(query.namespace) namespace.\n" : "No resources found\n")
    }
    if let failure = Failure.joined(failures) { throw failure }
  }

  /// Names are written with their kind where there are several kinds.
  private func isMixed(_ selection: ResourceSelection) -> Bool {
    invocation.flags.bool("show-kind")
      || Set(selection.items.map(\.kind.qualifiedName)).count > 1
  }

  private func table(of item: ResourceItem) throws -> ServerTable {
    let flags = invocation.flags
    let more: [APIRequest.QueryItem] =
      flags.string("sort-by").isEmpty ? [] : [.init("includeObject", "Object")]
    let answer: Value
    if item.name.isEmpty, item.source.isEmpty {
      answer = try invocation.listValue(item, query, accept: APIRequest.tableAccept, more: more)
    } else {
      if let problem = PathName.problem(item.name) { throw problem }
      let subresource = flags.string("subresource").isEmpty ? nil : flags.string("subresource")
      answer = try invocation.client().value(
        APIRequest(
          .get, item.path(subresource: subresource), query: more, accept: APIRequest.tableAccept),
        subject: "\(item.kind.qualifiedName) \(item.name)")
    }
    if let table = ServerTable(answer) { return table }
    return ServerTable(objects: answer["items"]?.array ?? [answer], now: "<unknown>")
  }

  /// False where the field cannot be read: then nothing is printed.
  private func sort(_ blocks: inout [Block], by field: String) throws -> Bool {
    for index in blocks.indices {
      guard let rows = try ObjectSorter.sorted(blocks[index].table.rows, by: field) else { return false }
      blocks[index].table.rows = rows
    }
    return true
  }

  private func text(_ blocks: [Block], isMixed: Bool) -> String {
    var printer = TablePrinter()
    printer.isWide = format.isWide
    printer.hasHeaders = !invocation.flags.bool("no-headers")
    printer.showsLabels = invocation.flags.bool("show-labels")
    printer.labelColumns = invocation.flags.list("label-columns")
    printer.showsKind = isMixed
    var output = ""
    var index = 0
    while index < blocks.count {
      // Objects of one kind that follow one another share a table.
      let kind = blocks[index].kind
      printer.showsNamespace = query.allNamespaces && kind.isNamespaced
      var lines: [String] = []
      while index < blocks.count, blocks[index].kind.qualifiedName == kind.qualifiedName,
        blocks[index].kind.version == kind.version
      {
        if !blocks[index].table.rows.isEmpty {
          lines += printer.lines(blocks[index].table, kind: kind, withHeader: lines.isEmpty)
        }
        index += 1
      }
      if lines.isEmpty { continue }
      if !output.isEmpty, printer.hasHeaders { output += "\n" }
      var writer = TabWriter.table
      output += writer.format("\(lines.joined(separator: "\n"))\n")
    }
    return output
  }
}
