import Hosts
import Simulation
import World

/// date: the time of the simulated clock, or another, in any form.
enum Date: HostTool {
  static let manual = Manual(
    "date", "print the date and time", usage: ["[OPTION]... [+FORMAT]"],
    options: [
      Option("-d, --date=STRING", "the time that STRING describes instead of now"),
      Option("-f, --file=DATEFILE", "like -d once for each line of DATEFILE"),
      Option("-I, --iso-8601[=FMT]", "ISO 8601; FMT is date, hours, minutes, seconds or ns"),
      Option("-R, --rfc-email", "as in mails"),
      Option("--rfc-3339=FMT", "RFC 3339; FMT is date, seconds or ns"),
      Option("-r, --reference=FILE", "when FILE was changed last"),
      Option("-u, --utc, --universal", "in UTC, which all clocks here show"),
      .missing("-s, --set=STRING"), .missing("--debug"), .missing("--resolution"),
    ],
    notes: "FORMAT is text with %Y %m %d %H %M %S %s %N %F %T %a %b and the others of strftime.")

  static func main(_ call: Call) throws -> Int32 {
    let format = try chosenFormat(call)
    let moments = try chosenMoments(call)
    for moment in moments { try call.write("\(Calendar.format(format, moment))\n") }
    return call.status
  }

  private static func chosenFormat(_ call: Call) throws -> String {
    var formats = call.operands.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
    for operand in call.operands where !operand.hasPrefix("+") {
      if call.has("d") || call.has("r") {
        throw call.usage(
          "the argument \(Quoted.curly(operand)) lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'")
      }
      if DateText.parse(operand, now: call.process.wall) == nil || !operand.allSatisfy(\.isNumber) {
        throw ToolFailure("invalid date \(Quoted.curly(operand))")
      }
      throw ToolFailure("not simulated: setting the clock")
    }
    if call.operands.count > 1 { throw call.extraOperand(call.operands[1]) }
    if call.has("R") { formats.append("%a, %d %b %Y %H:%M:%S %z") }
    if call.has("I") { formats.append(try iso(call["I"] ?? "date", call)) }
    if let kind = call["rfc-3339"] {
      let known = ["date": "%F", "seconds": "%F %T%:z", "ns": "%F %T.%N%:z"]
      guard let format = known[kind] else {
        throw call.usage(
          "invalid argument \(Quoted.curly(kind)) for \(Quoted.curly("--rfc-3339"))\nValid arguments are:\n  - ‘date’\n  - ‘seconds’\n  - ‘ns’")
      }
      formats.append(format)
    }
    if formats.count > 1 { throw ToolFailure("multiple output formats specified") }
    return formats.first ?? "%a %b %e %H:%M:%S %Z %Y"
  }

  private static func iso(_ kind: String, _ call: Call) throws -> String {
    switch kind {
    case "date": return "%F"
    case "hours": return "%FT%H%:z"
    case "minutes": return "%FT%H:%M%:z"
    case "seconds": return "%FT%T%:z"
    case "ns": return "%FT%T,%N%:z"
    default:
      throw call.usage(
        "invalid argument \(Quoted.curly(kind)) for \(Quoted.curly("--iso-8601"))\nValid arguments are:\n  - ‘hours’\n  - ‘minutes’\n  - ‘date’\n  - ‘seconds’\n  - ‘ns’")
    }
  }

  private static func chosenMoments(_ call: Call) throws -> [WallTime] {
    let process = call.process
    if let name = call["r"] {
      do {
        return [process.stage.world.wall(at: try process.files.status(name, by: process.accessor).modified)]
      } catch {
        throw ToolFailure("\(Quoted.ifNeeded(name)): \(error.text)")
      }
    }
    var texts = call["d"].map { [$0] } ?? []
    if let name = call["f"] {
      do {
        texts = try ByteReader(call, name).lines().map(\.text)
      } catch let error as FileError {
        throw ToolFailure("\(Quoted.ifNeeded(name)): \(error.text)")
      }
    } else if texts.isEmpty {
      return [process.wall]
    }
    var moments: [WallTime] = []
    for text in texts {
      if let moment = DateText.parse(text, now: process.wall) {
        guard (1678...2261).contains(moment.date.year) else {
          throw ToolFailure("not simulated: dates before 1678 and after 2261")
        }
        moments.append(moment)
      } else {
        try call.complain("invalid date \(Quoted.curly(text))")
      }
    }
    return moments
  }
}
