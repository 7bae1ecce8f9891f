import Screen
import Terminal

// Shows what the terminal delivers, for TerminalTests and for trying a terminal by hand.

/// The last events, and how the screen shows them.
struct Demo {
  var events: [String] = []
  var count = 0

  mutating func note(_ event: String) {
    events = Array((events + [event]).suffix(5))
    count += 1
  }

  func canvas(_ terminal: Terminal) -> Canvas {
    var canvas = Canvas(terminal.size)
    let size = terminal.size
    canvas.write("demo \(size.columns)x\(size.rows) colors=\(terminal.colors)", x: 0, y: 0, style: .title)
    canvas.write("漢字 ✓ good", x: 0, y: 1, style: .good)
    canvas.write("👩‍💻|", x: 20, y: 1, style: .warning)
    for (row, event) in events.enumerated() { canvas.write(event, x: 0, y: 2 + row) }
    canvas.write("events=\(count)", x: 0, y: 8, style: .selected)
    canvas.write(terminal.glyphs.tick, x: size.columns - 1, y: size.rows - 1)
    canvas.cursor = Point(x: 0, y: 9)
    return canvas
  }
}

func run() throws(TerminalError) {
  let terminal = try Terminal()
  defer { terminal.close() }
  var demo = Demo()
  while true {
    terminal.draw(demo.canvas(terminal))
    let event = terminal.next(timeout: 30)
    switch event {
    case .key(.character("q")), .closed: return
    case .key(.character("!")): fatalError("crash on demand")
    case .key(.ctrl("z")):
      terminal.suspend()
      demo.note("continued by ctrl-z")
    case .key(.character("e")):
      let status = try terminal.run(["sh", "-c", "echo child has the terminal; read answer; exit 7"])
      demo.note("child \(status)")
    case .key(.character("n")):
      do throws(TerminalError) { _ = try terminal.run(["/no/such/program"]) } catch {
        demo.note(error.message)
      }
    case .key(let key): demo.note(describe(key))
    case .resized(let size): demo.note("resized \(size.columns)x\(size.rows)")
    case .deadline: demo.note("deadline")
    case .continued: demo.note("continued")
    case .readable: demo.note("readable")
    }
  }
}

func describe(_ key: Key) -> String {
  if case .paste(let text) = key { return "paste \(text.debugDescription)" }
  if case .mouse(let mouse) = key { return "mouse \(mouse.action) \(mouse.x),\(mouse.y)" }
  return "key \(key.asciiLabel)"
}

do throws(TerminalError) {
  try run()
  print("bye")
} catch {
  print(error.message)
}
