import Documents

/// A part of a Go template (text/template), as far as kubectl's users write them.
indirect enum TemplateNode: Sendable {
  case text(String)
  case output(TemplatePipeline)
  case condition(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
  case range(TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode])
  case with(TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode])
  case breaks
  case continues
}

/// `$x := .items | len`.
struct TemplatePipeline: Sendable {
  var variables: [String]
  /// Whether the variables are new, or changed.
  var declares: Bool
  var commands: [[TemplateOperand]]
}

indirect enum TemplateOperand: Sendable {
  case dot
  case null
  case field([String])
  case variable(String, [String])
  case constant(Value)
  case function(String)
  case pipeline(TemplatePipeline, [String])
}

struct TemplateError: Error, Equatable {
  var message: String
}
