import Glibc

/// A POSIX regular expression of the C library, in the locale C.UTF-8 or, for programs that know only bytes, C.
final class Regex {
  /// What is wrong with an expression, in the C library's words.
  struct Invalid: Error, Equatable {
    var message: String
    /// REG_EBRACK and its like, as the number of regex.h.
    var code: Int32
  }

  struct Match {
    /// The whole match and its groups, as indices of the searched slice; nil for a group that took no part.
    var groups: [Range<Int>?]
    var range: Range<Int> { groups[0] ?? 0..<0 }
  }

  private let compiled: UnsafeMutablePointer<regex_t>
  private let locale: Locale
  let groupCount: Int

  init(
    _ pattern: String, extended: Bool, ignoresCase: Bool = false, newlineSensitive: Bool = false, bytesOnly: Bool = false
  ) throws(Invalid) {
    locale = Locale(bytesOnly: bytesOnly)
    let compiled = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
    var flags: Int32 = extended ? REG_EXTENDED : 0
    if ignoresCase { flags |= REG_ICASE }
    if newlineSensitive { flags |= REG_NEWLINE }
    let code = locale.use { regcomp(compiled, pattern, flags) }
    guard code == 0 else {
      var text = [CChar](repeating: 0, count: 256)
      regerror(code, compiled, &text, text.count)
      let end = text.firstIndex(of: 0) ?? text.count
      let message = String(decoding: text[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      compiled.deallocate()
      throw Invalid(message: message, code: code)
    }
    self.compiled = compiled
    groupCount = Int(compiled.pointee.re_nsub)
  }

  deinit {
    regfree(compiled)
    compiled.deallocate()
    locale.free()
  }

  /// The first match at or after `start`. `^` matches only at the start of the slice, unless `notAtStart`.
  func firstMatch(
    in text: ArraySlice<UInt8>, from start: Int? = nil, notAtStart: Bool = false, wantsGroups: Bool = true
  ) -> Match? {
    let from = start ?? text.startIndex
    guard from <= text.endIndex else { return nil }
    let count = wantsGroups ? groupCount + 1 : 1
    return withUnsafeTemporaryAllocation(of: regmatch_t.self, capacity: count) { matches in
      text.withUnsafeBytes { bytes in
        // The search begins at the pointer, so that ^ and \< see what is really before it only at the slice's start.
        matches[0].rm_so = regoff_t(from - text.startIndex)
        matches[0].rm_eo = regoff_t(bytes.count)
        var flags: Int32 = REG_STARTEND
        if notAtStart || from > text.startIndex { flags |= REG_NOTBOL }
        let empty: [CChar] = [0]
        let found = empty.withUnsafeBufferPointer { fallback in
          let base = bytes.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) } ?? fallback.baseAddress!
          return locale.use { regexec(compiled, base, count, matches.baseAddress!, flags) }
        }
        guard found == 0 else { return nil }
        let groups: [Range<Int>?] = matches.map { match in
          guard match.rm_so >= 0 else { return nil }
          return (text.startIndex + Int(match.rm_so))..<(text.startIndex + Int(match.rm_eo))
        }
        return Match(groups: groups)
      }
    }
  }

  func matches(_ text: ArraySlice<UInt8>) -> Bool { firstMatch(in: text, wantsGroups: false) != nil }
}

/// A fixed locale for the time of a call, whatever that of the program is.
private struct Locale {
  private let handle: locale_t?

  init(bytesOnly: Bool) {
    let mask: Int32 = 1 << LC_CTYPE | 1 << LC_COLLATE
    handle = newlocale(mask, bytesOnly ? "C" : "C.UTF-8", nil)
  }

  func use<Result>(_ body: () -> Result) -> Result {
    guard let handle else { return body() }
    let previous = uselocale(handle)
    defer { uselocale(previous) }
    return body()
  }

  func free() {
    if let handle { freelocale(handle) }
  }
}
