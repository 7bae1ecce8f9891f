import Documents
import KubeModel
import Simulation

/// Collects the lines of a description. Cells are parted by tabs and laid out at the end.
struct DescribeWriter {
  /// Longer values of annotations get lines of their own, and are cut.
  private static let annotationMax = 140

  let now: WallTime
  private(set) var text = ""

  init(now: WallTime) {
    self.now = now
  }

  /// One line, two blanks for each level before it.
  mutating func line(_ level: Int, _ text: String) {
    self.text += String(repeating: "  ", count: level)
    self.text += text
    self.text += "\n"
  }

  /// `Title:`, a tab, and the value.
  mutating func field(_ title: String, _ value: String, level: Int = 0) {
    line(level, "\(title):\t\(value)")
  }

  mutating func raw(_ text: String) {
    self.text += text
  }

  var formatted: String {
    var writer = TabWriter.describe
    return writer.format(text)
  }

  // MARK: Maps

  mutating func labels(_ title: String, _ labels: Value.Fields, indent: String = "", skipping: Set<String> = []) {
    let keys = labels.keys.filter { !skipping.contains($0) }.sorted()
    raw("\(indent)\(title):\t")
    if keys.isEmpty { return raw("<none>\n") }
    for (index, key) in keys.enumerated() {
      if index > 0 { raw("\t") }
      raw("\(key)=\(labels[key]?.string ?? "")\n")
    }
  }

  mutating func annotations(
    _ title: String, _ annotations: Value.Fields, indent: String = "", skipping: Set<String> = []
  ) {
    let keys = annotations.keys.filter { $0 != LastApplied.key && !skipping.contains($0) }.sorted()
    raw("\(indent)\(title):\t")
    if keys.isEmpty { return raw("<none>\n") }
    for (index, key) in keys.enumerated() {
      if index > 0 { raw("\t") }
      var value = annotations[key]?.string ?? ""
      if value.hasSuffix("\n") { value.removeLast() }
      if value.utf8.count + key.utf8.count + 2 > Self.annotationMax || value.contains("\n") {
        raw("\(key):\n")
        for part in value.split(separator: "\n", omittingEmptySubsequences: false) {
          raw("\t  \(Self.shortened(part, Self.annotationMax - 2))\n")
        }
      } else {
        raw("\(key): \(value)\n")
      }
    }
  }

  private static func shortened(_ text: Substring, _ limit: Int) -> String {
    text.utf8.count > limit ? "\(String(decoding: text.utf8.prefix(limit), as: UTF8.self))..." : String(text)
  }

  /// Name, namespace, labels and annotations, as most descriptions begin.
  mutating func head(_ object: Value, annotations shows: Bool = true) {
    field("Name", object.meta.name)
    if !object.meta.namespace.isEmpty { field("Namespace", object.meta.namespace) }
    labels("Labels", object.meta.labels)
    if shows { annotations("Annotations", object.meta.annotations) }
  }

  // MARK: Times

  /// `Mon, 23 Nov 2026 06:24:33 +0000`.
  static func date(_ text: String?) -> String {
    guard let text, let time = WallTime(rfc3339: text) else { return "<unset>" }
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let (year, month, day) = time.date
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(days[time.weekday]), \(two(day)) \(months[month - 1]) \(year) "
      + "\(two(time.hour)):\(two(time.minute)):\(two(time.second)) +0000"
  }

  func age(_ text: String?) -> String { Age.text(since: text, now: now) }

  // MARK: Events

  mutating func events(_ events: [Value]?) {
    guard let events else { return }
    if events.isEmpty { return line(0, "Events:\t<none>") }
    line(0, "Events:")
    line(1, "Type\tReason\tAge\tFrom\tMessage")
    line(1, "----\t------\t----\t----\t-------")
    for event in events {
      let first =
        event["eventTime"]?.string.map { age($0) } ?? age(event["firstTimestamp"]?.string)
      var interval = first
      if let series = event["series"], !series.isNull {
        interval = "\(age(series["lastObservedTime"]?.string)) (x\(series["count"]?.int ?? 0) over \(first))"
      } else if let count = event["count"]?.int, count > 1 {
        interval = "\(age(event["lastTimestamp"]?.string)) (x\(count) over \(first))"
      }
      let component = event["source"]?["component"]?.string ?? ""
      let source = component.isEmpty ? event["reportingComponent"]?.string ?? "" : component
      let place = event["involvedObject"]?["fieldPath"]?.string ?? ""
      let message = (event["message"]?.string ?? "").trimmingWhitespace
      line(
        1,
        [
          event["type"]?.string ?? "", event["reason"]?.string ?? "", interval, source,
          place.isEmpty ? message : "\(place): \(message)",
        ].joined(separator: "\t"))
    }
  }
}

extension String {
  fileprivate var trimmingWhitespace: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
