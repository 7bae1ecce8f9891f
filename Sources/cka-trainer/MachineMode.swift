import Training

/// Serves the machine interface on standard input and output until the input ends.
struct MachineMode {
  var interface: MachineInterface
  let writer: JournalWriter
  /// Sandboxes leave no attempt behind.
  let keeps: Bool

  mutating func run() {
    if keeps { writer.save(interface.live.attempt) }
    if keeps, let problem = writer.takeProblem() { MachineFiles.write("cka-trainer: \(problem)\n", to: 2) }
    while let line = readLine(strippingNewline: true) {
      if line.isEmpty { continue }
      let wasSubmitted = interface.isSubmitted
      let answer = interface.answer(line, wall: Composition.wall)
      if keeps {
        writer.append(interface.takeEntries(), to: interface.live.attempt.id)
        if interface.isSubmitted, !wasSubmitted { writer.save(interface.live.attempt) }
        if let problem = writer.takeProblem() { MachineFiles.write("cka-trainer: \(problem)\n", to: 2) }
      } else {
        _ = interface.takeEntries()
      }
      MachineFiles.write("\(answer)\n")
    }
  }
}
