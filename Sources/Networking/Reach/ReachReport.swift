import Documents

/// Who reaches whom, ready to be shown: as a table for people, or as JSON.
public struct ReachReport: Sendable {
  public let endpoints: [Endpoint]
  /// One for each probe, in the order asked.
  public let matrices: [VerdictMatrix]
  /// The rows of each matrix: a character for each destination.
  let rows: [[[UInt8]]]
  /// The places of the endpoints to show, as sources and as destinations.
  private let sources: [Int]
  private let destinations: [Int]

  /// `from` and `to` choose what is shown, as places in `engine.endpoints`; nil shows all.
  public init(_ engine: PolicyEngine, probes: [Probe], from: Int? = nil, to: Int? = nil) {
    endpoints = engine.endpoints
    let matrices = probes.map { engine.matrix(on: $0) }
    self.matrices = matrices
    let sources = from.map { [$0] } ?? Array(endpoints.indices)
    let destinations = to.map { [$0] } ?? Array(endpoints.indices)
    rows = matrices.map { matrix in
      sources.map { source in
        let row = matrix.row(source)
        return to == nil ? row : destinations.map { row[$0] }
      }
    }
    self.sources = sources
    self.destinations = destinations
  }

  /// The answer to one line of `reach --jsonl`, without the line's end.
  ///
  /// `changes` are the seconds that each change of the request took, if it had any.
  public func line(id: Value?, seconds: Double, changes: [Double] = []) -> [UInt8] {
    var bytes: [UInt8] = Array("{".utf8)
    if let id { bytes += Array("\"id\":\(JSON.text(id)),".utf8) }
    bytes += body
    bytes += Array(",\"seconds\":\(GoNumber.json(seconds))".utf8)
    if !changes.isEmpty {
      bytes += Array(",\"changes\":[\(changes.map { GoNumber.json($0) }.joined(separator: ","))]".utf8)
    }
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  /// The same for people's scripts: endpoints and probes.
  public var json: [UInt8] { Array("{".utf8) + body + Array("}".utf8) }

  private var body: [UInt8] {
    let quote = UInt8(ascii: "\"")
    let comma = UInt8(ascii: ",")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      rows.reduce(4096) { $0 + $1.reduce(64) { $0 + $1.count + 3 } } + 40 * endpoints.count)
    let isWhole = sources.count == endpoints.count && destinations.count == endpoints.count
    let lists = isWhole ? [("endpoints", sources)] : [("from", sources), ("to", destinations)]
    for (name, places) in lists {
      if !bytes.isEmpty { bytes.append(comma) }
      let titles = places.map { JSON.quoted(endpoints[$0].title) }
      bytes += Array("\"\(name)\":[\(titles.joined(separator: ","))]".utf8)
    }
    bytes += Array(",\"probes\":[".utf8)
    for (number, matrix) in matrices.enumerated() {
      if number > 0 { bytes.append(comma) }
      bytes += Array("{\"on\":\(JSON.quoted(matrix.probe.description)),\"verdicts\":[".utf8)
      for (line, row) in rows[number].enumerated() {
        if line > 0 { bytes.append(comma) }
        bytes.append(quote)
        bytes += row
        bytes.append(quote)
      }
      bytes += Array("]}".utf8)
    }
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }

  /// A table for each probe, with the Pods down and across, and the legend once. Ends with a line end.
  ///
  /// Where the numbers of all Pods do not fit into `columns`, cells stand close together, in groups of ten; and what does
  /// not fit then goes on below.
  public func table(inColor: Bool, columns: Int = 100) -> String {
    var text = ""
    let width = String(endpoints.count).count
    let names = sources.map { endpoints[$0].title }
    let nameWidth = names.map(\.count).max() ?? 0
    let room = max(20, columns - nameWidth - width - 2)
    let isWide = destinations.count * (width + 1) <= room
    let step = isWide ? max(1, destinations.count) : max(10, room / 11 * 10)
    for (number, matrix) in matrices.enumerated() {
      text += "\(matrix.probe.phrase): from the Pod at the left to the Pod of that number\n\n"
      for start in stride(from: 0, to: destinations.count, by: step) {
        let part = start..<min(destinations.count, start + step)
        let margin = padded("", nameWidth + width + 2)
        text += "\(margin)\(isWide ? wideHeader(part, width) : closeHeader(part))\n"
        for (line, source) in sources.enumerated() {
          text += "\(padded(String(source + 1), width, left: true)) \(padded(names[line], nameWidth)) "
          for place in part {
            if !isWide, place > start, (place - start) % 10 == 0 { text += " " }
            text += cell(rows[number][line][place], isWide ? width : 1, inColor)
            if isWide, place + 1 < part.upperBound { text += " " }
          }
          text += "\n"
        }
        text += "\n"
      }
    }
    if sources != destinations && sources.count == 1 {
      for place in destinations {
        text += "\(padded(String(place + 1), width, left: true)) \(endpoints[place].title)\n"
      }
      text += "\n"
    }
    return text + Self.legend
  }

  private func wideHeader(_ part: Range<Int>, _ width: Int) -> String {
    part.map { padded(String(destinations[$0] + 1), width, left: true) }.joined(separator: " ")
  }

  /// The number of the first Pod of each group of ten, above it.
  private func closeHeader(_ part: Range<Int>) -> String {
    stride(from: part.lowerBound, to: part.upperBound, by: 10).map { padded(String(destinations[$0] + 1), 10) }
      .joined(separator: " ")
  }

  private static let legend = """
    +  allowed
    i  refused by the ingress side of the destination
    e  refused by the egress side of the source
    x  refused by both
    -  not a question for policies: both ends are outside, or no such port there

    """

  private func cell(_ byte: UInt8, _ width: Int, _ inColor: Bool) -> String {
    let text = padded(String(UnicodeScalar(byte)), width, left: true)
    guard inColor else { return text }
    let color = byte == UInt8(ascii: "+") ? "32" : byte == UInt8(ascii: "-") ? "2" : "31"
    return "\u{1b}[\(color)m\(text)\u{1b}[0m"
  }

  private func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return left ? "\(blanks)\(text)" : "\(text)\(blanks)"
  }
}
