import Documents

/// Reads a check: a mapping with one field, which is the check's name.
struct CheckParser {
  let file: String

  static let names = [
    "object", "field", "objects", "access", "file", "snapshot", "figures", "createdAfterSnapshot", "restored",
    "restoredDirectory", "connections", "selects", "logs", "service", "container", "healthy", "shown", "all", "any", "not",
  ]

  func parse(_ node: YAMLNode, problems: inout [ExerciseProblem]) -> Check {
    guard node.pairs.count == 1, let pair = node.pairs.first, let name = pair.key.text, Self.names.contains(name)
    else {
      problems.append(
        ExerciseProblem(
          file: file, line: node.line, message: "this is no check",
          remedy: "write one of: \(Self.names.joined(separator: ", "))"))
      return .all([])
    }
    switch name {
    case "all": return .all(pair.value.elements.map { parse($0, problems: &problems) })
    case "any": return .any(pair.value.elements.map { parse($0, problems: &problems) })
    case "not": return .not(parse(pair.value, problems: &problems))
    case "shown":
      var texts: [String] = []
      for element in pair.value.elements { if let text = element.text { texts.append(text) } }
      if texts.isEmpty {
        problems.append(
          ExerciseProblem(
            file: file, line: pair.value.line, message: "`shown` names no text", remedy: "write a list of texts"))
      }
      return .shown(texts)
    default: break
    }
    var reader = FieldReader(pair.value, file: file, subject: "check `\(name)`")
    let check = simple(name, &reader)
    reader.finish()
    problems += reader.problems
    return check
  }

  private func simple(_ name: String, _ reader: inout FieldReader) -> Check {
    switch name {
    case "object":
      return .object(ObjectCheck(object: object(&reader), exists: reader.flag("exists", default: true)))
    case "field":
      return .field(
        FieldCheck(object: object(&reader), path: path(&reader), expectation: expectation(&reader)))
    case "objects": return .objects(objectsCheck(&reader))
    case "access":
      return .access(
        AccessCheck(
          user: reader.text("user"), namespace: reader.optionalText("namespace"),
          allowed: actions("allowed", &reader), refused: actions("refused", &reader)))
    case "file":
      return .file(
        FileCheck(
          host: reader.text("host"), path: reader.text("path"), exists: reader.flag("exists", default: true),
          contains: reader.texts("contains"), equals: reader.optionalText("equals")))
    case "snapshot":
      let reference = snapshot(&reader)
      return .snapshot(
        SnapshotCheck(
          snapshot: reference, ofCluster: reader.flag("cluster", default: true), holds: objects("holds", &reader),
          lacks: objects("lacks", &reader)))
    case "figures": return .figures(figuresCheck(&reader))
    case "createdAfterSnapshot": return .createdAfterSnapshot(snapshot(&reader), kind: reader.text("kind"))
    case "restored":
      return .restored(
        RestoreCheck(
          snapshot: snapshot(&reader), gone: reader.optionalText("gone"), back: objects("back", &reader)))
    case "restoredDirectory":
      return .restoredDirectory(snapshot(&reader), directory: reader.optionalText("directory"))
    case "connections":
      return .connections(
        ConnectionsCheck(
          namespace: reader.text("namespace"), from: reader.texts("from", required: true),
          allowed: reader.texts("allowed", required: true), refused: reader.texts("refused", required: true)))
    case "selects":
      return .selects(
        SelectsCheck(
          policy: reader.text("policy"), namespace: reader.text("namespace"),
          pods: reader.texts("pods", required: true),
          direction: reader.choice("direction", of: SelectsCheck.Direction.self) ?? .ingress,
          only: reader.flag("only", default: true)))
    case "logs":
      return .logs(
        LogsCheck(
          namespace: reader.text("namespace"), pod: reader.text("pod"), container: reader.text("container"),
          contains: reader.texts("contains", required: true)))
    case "service":
      return .service(
        ServiceCheck(
          host: reader.text("host"), unit: reader.text("unit"), active: reader.flag("active", default: true),
          enabled: reader.optionalFlag("enabled")))
    case "container":
      return .container(
        host: reader.text("host"), name: reader.text("name"), running: reader.flag("running", default: true))
    default: return .healthy(context: reader.text("context"))
    }
  }

  private func path(_ reader: inout FieldReader) -> FieldPath {
    let text = reader.text("path")
    if let path = FieldPath(text) { return path }
    reader.fail(reader.node, "`\(text)` is no path to a field", "write it like status.conditions[type=Ready].status")
    return .nowhere
  }

  private func objectsCheck(_ reader: inout FieldReader) -> ObjectsCheck {
    var conditions: [ObjectsCheck.Condition] = []
    let kind = reader.text("kind")
    let namespace = reader.optionalText("namespace")
    for pair in reader.optional("where")?.pairs ?? [] {
      guard let path = FieldPath(pair.key.text ?? "") else {
        reader.fail(pair.key, "`\(pair.key.text ?? "")` is no path to a field", "write it like spec.nodeName")
        continue
      }
      conditions.append(ObjectsCheck.Condition(path: path, value: reader.scalar(pair.value, "where")))
    }
    let count = reader.optionalNumber("count")
    let atLeast = reader.optionalNumber("atLeast")
    if (count == nil) == (atLeast == nil) {
      reader.fail(reader.node, "check `objects` says not how many it expects", "add either count: or atLeast:")
    }
    return ObjectsCheck(
      kind: kind, namespace: namespace, conditions: conditions, atLeast: count ?? atLeast ?? 0, atMost: count ?? .max)
  }

  private func actions(_ name: String, _ reader: inout FieldReader) -> [AccessCheck.Action] {
    var actions: [AccessCheck.Action] = []
    for text in reader.texts(name, required: true) {
      if let action = AccessCheck.Action(text) {
        actions.append(action)
      } else {
        reader.fail(reader.node, "`\(text)` is no action", "write a verb and a resource, like create deployments.apps")
      }
    }
    return actions
  }

  private func figuresCheck(_ reader: inout FieldReader) -> FiguresCheck {
    let host = reader.text("host")
    let path = reader.text("path")
    let snapshot = reader.text("snapshot")
    var figures: [FiguresCheck.Figure] = []
    for text in reader.texts("holds", required: true) {
      if let figure = FiguresCheck.Figure(rawValue: text) {
        figures.append(figure)
      } else {
        reader.fail(reader.node, "`\(text)` is no figure of a snapshot", "choose hash, revision or totalKeys")
      }
    }
    return FiguresCheck(host: host, path: path, snapshot: snapshot, holds: figures)
  }

  private func snapshot(_ reader: inout FieldReader) -> SnapshotReference {
    SnapshotReference(host: reader.text("host"), path: reader.text("path"))
  }

  private func object(_ reader: inout FieldReader) -> ObjectReference {
    ObjectReference(
      context: reader.optionalText("context"), kind: reader.text("kind"), namespace: reader.optionalText("namespace"),
      name: reader.text("name"))
  }

  private func objects(_ name: String, _ reader: inout FieldReader) -> [ObjectReference] {
    var references: [ObjectReference] = []
    for node in reader.list(name) {
      var part = FieldReader(node, file: file, subject: "an object of `\(name)`")
      references.append(object(&part))
      reader.adopt(&part)
    }
    return references
  }

  private func expectation(_ reader: inout FieldReader) -> Expectation {
    let equals = reader.optionalText("equals")
    let decoded = reader.optionalText("decoded")
    let contains = reader.optionalText("contains")
    let atLeast = reader.optionalNumber("atLeast")
    let isAbsent = reader.flag("absent", default: false)
    if [equals != nil, decoded != nil, contains != nil, atLeast != nil, isAbsent].count(where: { $0 }) > 1 {
      reader.fail(reader.node, "check `field` expects more than one thing", "keep one of them, and write further checks")
    }
    if let equals { return .equals(equals) }
    if let decoded { return .decoded(decoded) }
    if let contains { return .contains(contains) }
    if let atLeast { return .atLeast(atLeast) }
    if isAbsent { return .absent }
    reader.fail(
      reader.node, "check `field` says not what it expects", "add equals:, decoded:, contains:, atLeast: or absent: true")
    return .absent
  }
}
