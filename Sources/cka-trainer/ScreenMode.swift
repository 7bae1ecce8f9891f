import Screen
import Terminal
import Training
import TrainerUI

/// The screens in a real terminal.
enum ScreenMode {
  static func run(_ composition: Composition, editor: String?, live: LiveAttempt?) {
    MachineFiles.write("not yet\n")
  }
}
