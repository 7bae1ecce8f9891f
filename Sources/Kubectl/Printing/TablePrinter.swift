import Documents
import KubeModel

/// A table of the server (meta.k8s.io/v1, Table).
struct ServerTable {
  struct Column {
    var name: String
    var priority: Int
  }

  struct Row {
    var cells: [Value]
    var object: Value
  }

  var columns: [Column]
  var rows: [Row]
  var resourceVersion: String

  init?(_ value: Value) {
    guard value.kind == "Table" else { return nil }
    columns = (value["columnDefinitions"]?.elements ?? []).map {
      Column(name: $0["name"]?.string ?? "", priority: $0["priority"]?.int ?? 0)
    }
    rows = (value["rows"]?.elements ?? []).map {
      Row(cells: $0["cells"]?.elements ?? [], object: $0["object"] ?? .null)
    }
    resourceVersion = value["metadata"]?["resourceVersion"]?.string ?? ""
  }

  /// What is shown of objects for which the server has no table.
  init(objects: [Value], now: String) {
    columns = [Column(name: "Name", priority: 0), Column(name: "Age", priority: 0)]
    rows = objects.map { Row(cells: [.string($0.meta.name), .string(now)], object: $0) }
    resourceVersion = ""
  }
}

/// Lays tables of the server out, with the columns that kubectl adds (cli-runtime, printers/tableprinter.go).
struct TablePrinter {
  var isWide = false
  var hasHeaders = true
  var showsNamespace = false
  var showsKind = false
  var showsLabels = false
  var labelColumns: [String] = []

  /// The lines of a table with tabs between the cells, not laid out yet.
  func lines(_ table: ServerTable, kind: ResourceKind, withHeader: Bool) -> [String] {
    let shown = table.columns.indices.filter { isWide || table.columns[$0].priority == 0 }
    var lines: [String] = []
    if hasHeaders, withHeader {
      var titles = shown.map { table.columns[$0].name.uppercased() }
      if showsNamespace { titles.insert("NAMESPACE", at: 0) }
      titles += labelColumns.map { Self.title(of: $0) }
      if showsLabels { titles.append("LABELS") }
      lines.append(titles.joined(separator: "\t"))
    }
    for row in table.rows { lines.append(line(row, shown, kind)) }
    return lines
  }

  private func line(_ row: ServerTable.Row, _ shown: [Int], _ kind: ResourceKind) -> String {
    var line = ""
    if showsNamespace { line = "\(row.object.meta.namespace)\t" }
    if showsKind {
      let lower = kind.kind.lowercased()
      line += kind.group.isEmpty ? "\(lower)/" : "\(lower).\(kind.group)/"
    }
    var isFirst = true
    for index in shown {
      if !isFirst { line += "\t" }
      isFirst = false
      if row.cells.indices.contains(index) { line += Self.text(row.cells[index]) }
    }
    let labels = row.object.meta.labels
    for column in labelColumns { line += "\t\(labels[column]?.string ?? "")" }
    if showsLabels {
      let all = labels.keys.sorted().map { "\($0)=\(labels[$0]?.string ?? "")" }.joined(separator: ",")
      line += "\t\(all.isEmpty ? "<none>" : all)"
    }
    return line
  }

  /// Only the first line of a cell is shown.
  private static func text(_ cell: Value) -> String {
    switch cell {
    case .null: return ""
    case .string(let text):
      guard let end = text.utf8.firstIndex(where: { $0 == 10 || $0 == 12 || $0 == 13 }) else { return text }
      return "\(text[..<end])..."
    default: return GoPrint.text(cell)
    }
  }

  private static func title(of label: String) -> String {
    (label.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? label).uppercased()
  }
}
