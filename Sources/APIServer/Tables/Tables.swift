import Documents
import KubeModel
import Simulation

/// Tables as the server makes them (kubernetes, pkg/printers/internalversion): kubectl only lays them out.
enum Tables {
  /// The cells of one object, in the order of the kind's columns.
  typealias Row = @Sendable (Value, WallTime) -> [Value]

  static func table(
    _ objects: [Value], _ kind: ResourceKind, metadata: Value, now: WallTime, request: APIRequest
  ) -> Value {
    let include = request.queryValue("includeObject") ?? "Metadata"
    let columns = kind.columns.isEmpty ? plainColumns : kind.columns
    let row = row(kind)
    var rows: [Value] = []
    rows.reserveCapacity(objects.count)
    for object in objects {
      var entry: Value.Fields = ["cells": .array(row(object, now))]
      switch include {
      case "None": break
      case "Object": entry["object"] = Conversion.fromStorage(object, kind)
      default:
        entry["object"] = .object([
          "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
          "metadata": object["metadata"] ?? .emptyObject,
        ])
      }
      rows.append(.object(entry))
    }
    return [
      "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
      "columnDefinitions": .array(columns.map(definition)), "rows": .array(rows),
    ]
  }

  private static let plainColumns = [
    TableColumn(name: "Name", type: "string", format: "name"), TableColumn(name: "Created At", type: "date"),
  ]

  private static func definition(_ column: TableColumn) -> Value {
    [
      "name": .string(column.name), "type": .string(column.type), "format": .string(column.format),
      "description": .string(column.description), "priority": .int(Int64(column.priority)),
    ]
  }

  private static func row(_ kind: ResourceKind) -> Row {
    if kind.columns.contains(where: { $0.jsonPath != nil }) {
      let columns = kind.columns
      return { object, now in columns.map { CustomResources.cell($0, object, now) } }
    }
    if let row = rows[kind.qualifiedName] { return row }
    return { object, _ in [.string(object.meta.name), object["metadata"]?["creationTimestamp"] ?? .null] }
  }

  private static let rows: [String: Row] = core.merging(workloads) { $1 }.merging(cluster) { $1 }.merging(storage) {
    $1
  }
  .merging(network) { $1 }

  static func age(_ object: Value, _ now: WallTime) -> Value {
    .string(Age.text(since: object["metadata"]?["creationTimestamp"]?.string, now: now))
  }

  static func name(_ object: Value) -> Value { object["metadata"]?["name"] ?? "" }

  static func count(_ value: Value?) -> Value { .int(Int64(value?.int ?? 0)) }

  static func text(_ value: Value?, or other: String = "<none>") -> Value {
    guard let text = value?.string, !text.isEmpty else { return .string(other) }
    return .string(text)
  }

  static func list(_ values: [String], or other: String = "<none>") -> Value {
    .string(values.isEmpty ? other : values.joined(separator: ","))
  }

  /// `app=web,tier=front`
  static func labels(_ labels: Value?) -> Value {
    let fields = labels?.fields ?? [:]
    return list(fields.keys.sorted().map { "\($0)=\(fields[$0]?.string ?? "")" })
  }

  static func selector(_ selector: Value?) -> Value {
    let text = LabelSelector(object: selector ?? .null).description
    return .string(text.isEmpty ? "<none>" : text)
  }

  static func containers(_ spec: Value?) -> [Value] {
    let containers = spec?["containers"]?.elements ?? []
    func column(_ key: String) -> Value { .string(containers.map { $0[key]?.string ?? "" }.joined(separator: ",")) }
    return [column("name"), column("image")]
  }

  /// At most three, and how many more there are.
  static func some(_ texts: [String], or other: String = "<none>", separator: String = ",") -> Value {
    if texts.isEmpty { return .string(other) }
    let head = texts.prefix(3).joined(separator: separator)
    return .string(texts.count > 3 ? "\(head) + \(texts.count - 3) more..." : head)
  }

  static func scale(_ scale: Value, now: WallTime) -> Value {
    let columns = [
      TableColumn(name: "Name", type: "string", format: "name"), TableColumn(name: "Desired", type: "integer"),
      TableColumn(name: "Available", type: "integer"), TableColumn(name: "Age", type: "string"),
    ]
    return [
      "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": .emptyObject,
      "columnDefinitions": .array(columns.map(definition)),
      "rows": [
        [
          "cells": [
            name(scale), count(scale["spec"]?["replicas"]), count(scale["status"]?["replicas"]), age(scale, now),
          ],
          "object": [
            "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": scale["metadata"] ?? .null,
          ],
        ]
      ],
    ]
  }
}
