import ShellLanguage
import Simulation

/// PS1 and its like with bash's escapes replaced.
enum Prompt {
  static func expand(_ text: String, session: ShellSession, at wall: WallTime?) -> String {
    var result = ""
    var scalars = text.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "\\", let letter = scalars.first else {
        result.unicodeScalars.append(scalar)
        continue
      }
      scalars.removeFirst()
      switch letter {
      case "u": result += session.user
      case "h": result += session.displayedHost.prefix { $0 != "." }
      case "H": result += session.displayedHost
      case "w": result += directory(session, lastOnly: false)
      case "W": result += directory(session, lastOnly: true)
      case "$": result += session.credentials.user == 0 ? "#" : "$"
      case "s": result += session.name.split(separator: "/").last ?? "bash"
      case "v": result += "5.2"
      case "V": result += "5.2.15"
      case "n": result += "\n"
      case "r": result += "\r"
      case "a": result += "\u{7}"
      case "e": result += "\u{1b}"
      case "\\": result += "\\"
      case "!": result += String(session.history.nextNumber)
      case "#": result += String(session.history.nextNumber)
      case "j": result += String(session.jobs.count)
      case "l": result += "0"
      case "[", "]": break
      case "t": result += wall.map { TimeText.write($0, "%H:%M:%S") } ?? ""
      case "T": result += wall.map { TimeText.write($0, "%I:%M:%S") } ?? ""
      case "A": result += wall.map { TimeText.write($0, "%H:%M") } ?? ""
      case "@": result += wall.map { TimeText.write($0, "%I:%M %p") } ?? ""
      case "d": result += wall.map { TimeText.write($0, "%a %b %d") } ?? ""
      case "D":
        guard scalars.first == "{", let end = scalars.firstIndex(of: "}") else { continue }
        let format = String(String.UnicodeScalarView(scalars[scalars.startIndex..<end].dropFirst()))
        scalars = scalars[scalars.index(after: end)...]
        result += wall.map { TimeText.write($0, format.isEmpty ? "%X" : format) } ?? ""
      case "0"..."7":
        var value = UInt32(String(letter), radix: 8) ?? 0
        for _ in 0..<2 {
          guard let next = scalars.first, let digit = UInt32(String(next), radix: 8) else { break }
          value = value * 8 + digit
          scalars.removeFirst()
        }
        if let found = UnicodeScalar(value) { result.unicodeScalars.append(found) }
      default:
        result.unicodeScalars.append("\\")
        result.unicodeScalars.append(letter)
      }
    }
    return result
  }

  private static func directory(_ session: ShellSession, lastOnly: Bool) -> String {
    let home = session.text(of: "HOME") ?? ""
    let path = session.directory
    if !home.isEmpty, home != "/", path == home { return "~" }
    if lastOnly { return path == "/" ? "/" : path.split(separator: "/").last.map { String($0) } ?? "/" }
    guard !home.isEmpty, home != "/", path.hasPrefix("\(home)/") else { return path }
    return "~\(path.dropFirst(home.count))"
  }
}
