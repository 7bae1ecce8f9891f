import ShellLanguage

extension Expander {
  /// The paths that fit a word, or the word itself where none does.
  func paths(of cells: [Cell]) throws -> [String] {
    let options = host.session.options
    let isPattern = !options["noglob"] && cells.contains { cell in
      guard cell.kind == .literal || cell.kind == .expanded else { return false }
      return cell.scalar == "*" || cell.scalar == "?" || cell.scalar == "[" || cell.scalar == "("
    }
    guard isPattern else { return [cells.text] }
    let pattern = cells.pattern
    let segments = pattern.split(separator: PatternCharacter("/"), omittingEmptySubsequences: false)
      .flatMap { $0.split(separator: PatternCharacter("/", isQuoted: true), omittingEmptySubsequences: false) }
      .map { Array($0) }
    guard segments.contains(where: { !Pattern($0, extended: options["extglob"]).isLiteral }) else { return [cells.text] }
    let found = match(segments)
    if !found.isEmpty { return found }
    if options["failglob"] {
      try host.complain("no match: \(cells.text)")
      throw Flow.abandon(1)
    }
    return options["nullglob"] ? [] : [cells.text]
  }

  /// Goes down directory by directory; the results are sorted as a whole, as glob(3) does.
  private func match(_ segments: [[PatternCharacter]]) -> [String] {
    let options = host.session.options
    var bases: [String] = [""]
    for (index, segment) in segments.enumerated() {
      let isLast = index == segments.count - 1
      let pattern = Pattern(segment, extended: options["extglob"], ignoresCase: options["nocaseglob"])
      var next: [String] = []
      for base in bases {
        if segment.isEmpty {
          // A leading slash, or one at the end, which asks for directories.
          if index == 0 { next.append("/") } else if host.isDirectory(base) { next.append(slashed(base)) }
        } else if options["globstar"], segment.count == 2, segment.allSatisfy({ $0 == PatternCharacter("*") }) {
          next += descendants(of: base, directoriesOnly: !isLast, depth: 0)
          if !isLast { next.append(base) }
        } else if pattern.isLiteral {
          let name = String(String.UnicodeScalarView(segment.map(\.scalar)))
          let path = slashed(base) + name
          if isLast ? host.exists(path) : host.isDirectory(path) { next.append(path) }
        } else {
          next += entries(of: base, pattern, segment, options).filter { isLast || host.isDirectory($0) }
        }
      }
      bases = next
    }
    return bases.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func slashed(_ base: String) -> String {
    base.isEmpty || base.hasSuffix("/") ? base : "\(base)/"
  }

  private func entries(
    of base: String, _ pattern: Pattern, _ segment: [PatternCharacter], _ options: ShellOptions
  ) -> [String] {
    let showsHidden = options["dotglob"] || segment.first?.scalar == "."
    let names = host.names(in: base.isEmpty ? "." : base) ?? []
    return names.filter { name in
      if name.hasPrefix("."), !showsHidden { return false }
      return pattern.matches(name)
    }
    .map { slashed(base) + $0 }
  }

  private func descendants(of base: String, directoriesOnly: Bool, depth: Int) -> [String] {
    guard depth < 32, let names = host.names(in: base.isEmpty ? "." : base) else { return [] }
    var found: [String] = []
    for name in names where !name.hasPrefix(".") {
      let path = slashed(base) + name
      let isDirectory = host.isDirectory(path)
      if isDirectory || !directoriesOnly { found.append(path) }
      if isDirectory { found += descendants(of: path, directoriesOnly: directoriesOnly, depth: depth + 1) }
    }
    return found
  }
}
