import Documents

/// An expression of jq.
indirect enum JqNode {
  case identity
  case recurse
  case literal(Value)
  /// Text with expressions in it, after the format in front (`@base64 "…"`).
  case text(format: String?, [JqNode])
  case format(String)
  case index(JqNode, JqNode)
  case slice(JqNode, JqNode?, JqNode?)
  case iterate(JqNode)
  case array(JqNode?)
  case object([(key: JqNode, value: JqNode)])
  case pipe(JqNode, JqNode)
  case comma(JqNode, JqNode)
  case negate(JqNode)
  case arithmetic(String, JqNode, JqNode)
  case compare(String, JqNode, JqNode)
  case and(JqNode, JqNode)
  case or(JqNode, JqNode)
  case alternative(JqNode, JqNode)
  /// `=`, `|=`, `+=`, `//=` and their kin.
  case assign(String, JqNode, JqNode)
  case condition(JqNode, JqNode, JqNode)
  case attempt(JqNode, JqNode?)
  case reduce(JqNode, JqPattern, JqNode, JqNode)
  case forEach(JqNode, JqPattern, JqNode, JqNode, JqNode?)
  case define(JqFunction, JqNode)
  case call(String, [JqNode])
  case variable(String)
  case bind(JqNode, [JqPattern], JqNode)
  case label(String, JqNode)
  case leave(String)
}

/// What `as` takes apart.
indirect enum JqPattern {
  case variable(String)
  case array([JqPattern])
  case object([(key: JqNode, variable: String?, value: JqPattern?)])

  var names: [String] {
    switch self {
    case .variable(let name): [name]
    case .array(let parts): parts.flatMap(\.names)
    case .object(let parts): parts.flatMap { ($0.variable.map { [$0] } ?? []) + ($0.value?.names ?? []) }
    }
  }
}

/// A function: its parameters may be filters or, with `$`, values.
final class JqFunction {
  let name: String
  let parameters: [String]
  let body: JqNode

  init(name: String, parameters: [String], body: JqNode) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}

/// A mistake in a program, with jq's words, and where.
struct JqSyntaxError: Error {
  var messages: [(text: String, at: Int)]
}

/// An error that a program can catch.
struct JqError: Error {
  var value: Value

  init(_ message: String) {
    value = .string(message)
  }

  init(value: Value) {
    self.value = value
  }
}

/// `break`.
struct JqBreak: Error {
  var label: Int
}
