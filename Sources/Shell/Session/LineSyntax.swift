import ShellLanguage

/// What the line editor asks of the language.
enum LineSyntax {
  static func isIncomplete(_ text: String, extended: Bool, aliases: [String: String]) -> Bool {
    Parser.isIncomplete(text, options: .init(extendedPatterns: extended), aliases: { aliases[$0] })
  }
}
