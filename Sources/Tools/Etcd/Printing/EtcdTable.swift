/// A table as olekukonko/tablewriter draws it for etcdctl: everything to the right, headers in the middle.
struct EtcdTable {
  private let header: [String]
  private var rows: [[String]] = []

  init(_ header: [String]) {
    self.header = header.map { $0.uppercased() }
  }

  mutating func append(_ row: [String]) {
    rows.append(row)
  }

  var text: String {
    let widths = header.indices.map { column in
      max(header[column].count, rows.map { $0[column].count }.max() ?? 0)
    }
    let rule = "+\(widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+"))+\n"
    let heads = zip(header, widths).map { name, width in
      let gap = width - name.count
      return " \(blanks(gap / 2))\(name)\(blanks(gap - gap / 2)) "
    }
    let lines = rows.map { row in
      "|\(zip(row, widths).map { cell, width in " \(blanks(width - cell.count))\(cell) " }.joined(separator: "|"))|\n"
    }
    let end = rows.isEmpty ? rule : "\(lines.joined())\(rule)"
    return "\(rule)|\(heads.joined(separator: "|"))|\n\(rule)\(end)"
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
}
